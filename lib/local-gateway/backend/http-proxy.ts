import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Clock } from '../clock';
import { errorText } from '../error-text';
import type { ProxySettings } from '../settings';
import type { ConnectionFacts, Integration, IntegrationResult } from './integration';
import { connectHeaders, disconnectHeaders, messageHeaders, type HeaderList, type HeaderSource } from './proxy-headers';

/** The number of characters that are kept of an answer that is too long. */
const SHOWN_OF_TOO_LONG = 2_000;

interface ProxyCall {
  readonly url: URL;
  readonly headers: HeaderList;
  readonly body: string;
}

/**
 * The `HTTP_PROXY` integration: POSTs `connect`, `disconnect` and `default` under a base URL, with the headers that API
 * Gateway sends. An answer longer than `answerBytes` is a failure, because no client could get it.
 */
export function httpProxyIntegration(settings: ProxySettings, answerBytes: number, clock: Clock): Integration {
  const { base, headerProfile: profile, apiId, timeout, headers: more } = settings;
  const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  const post = (call: ProxyCall): Promise<IntegrationResult> => send(call, agents, timeout, answerBytes, true);
  const sourceFor = ({ host }: URL): HeaderSource => ({ profile, apiId, host, more, now: clock() });

  return {
    connect(facts) {
      const url = new URL(`connect${facts.search}`, base);
      return post({ url, headers: connectHeaders(facts, sourceFor(url)), body: '' });
    },
    message(facts, { text, url: routeUrl }) {
      const url = new URL(routeUrl ?? 'default', base);
      return post({ url, headers: messageHeaders(facts, sourceFor(url), Buffer.byteLength(text)), body: text });
    },
    disconnect(facts: ConnectionFacts) {
      const url = new URL('disconnect', base);
      return post({ url, headers: disconnectHeaders(facts, sourceFor(url)), body: '' });
    },
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

function send(
  call: ProxyCall,
  agents: Agents,
  timeout: number,
  answerBytes: number,
  mayRetry: boolean,
): Promise<IntegrationResult> {
  return new Promise((resolve) => {
    let request: ClientRequest;
    const timer = setTimeout(() => {
      finish({ kind: 'failed', cause: 'timeout', reason: `the backend did not answer within ${timeout} ms` });
    }, timeout);
    const finish = (result: IntegrationResult): void => {
      clearTimeout(timer);
      resolve(result);
      if (result.kind === 'failed') request.destroy();
    };
    try {
      request = open(call, agents);
    } catch (error) {
      clearTimeout(timer);
      resolve({ kind: 'failed', cause: 'malformed', reason: `the call cannot be made: ${errorText(error)}` });
      return;
    }
    request.on('error', (error: NodeJS.ErrnoException) => {
      // The backend closed an idle connection just as it was taken from the pool: the only case that is retried.
      if (mayRetry && request.reusedSocket && error.code === 'ECONNRESET') {
        clearTimeout(timer);
        resolve(send(call, agents, timeout, answerBytes, false));
      } else finish(failureOf(error, call.url));
    });
    request.on('response', (response) => {
      read(response, answerBytes, finish);
    });
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      finish({ kind: 'failed', cause: 'malformed', reason: 'the backend answered 101 to a plain POST' });
    });
    request.end(call.body);
  });
}

function open({ url, headers }: ProxyCall, agents: Agents): ClientRequest {
  return url.protocol === 'https:'
    ? httpsRequest(url, { method: 'POST', agent: agents.https, headers, setHost: false })
    : httpRequest(url, { method: 'POST', agent: agents.http, headers, setHost: false });
}

function read(response: IncomingMessage, limit: number, finish: (result: IntegrationResult) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  // A response of a client request always has a status.
  const { statusCode: status = 502, headers } = response;
  const answer = (): Extract<IntegrationResult, { readonly kind: 'answered' }> => {
    const protocol = headers['sec-websocket-protocol'];
    return { kind: 'answered', status, body: Buffer.concat(chunks).toString(), protocol, location: headers.location };
  };
  response.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= limit) {
      chunks.push(chunk);
      return;
    }
    chunks.push(chunk.subarray(0, limit - length));
    const { body } = answer();
    const cut = body.slice(0, SHOWN_OF_TOO_LONG);
    // No client could get an answer of that length. The beginning of a refusal or an error is enough.
    if (status >= 300) finish({ ...answer(), body: cut, cut: true });
    else
      finish({ kind: 'failed', cause: 'malformed', reason: `the backend answered more than ${limit} bytes: ${cut}` });
    response.destroy();
  });
  response.on('end', () => {
    finish(answer());
  });
  response.on('error', (error) => {
    finish({ kind: 'failed', cause: 'malformed', reason: `the backend broke off its answer: ${error.message}` });
  });
}

function failureOf(error: NodeJS.ErrnoException, url: URL): IntegrationResult {
  if (error.code?.startsWith('HPE_') === true) {
    return { kind: 'failed', cause: 'malformed', reason: `the backend's answer is not HTTP: ${error.message}` };
  }
  return {
    kind: 'failed',
    cause: 'unreachable',
    reason: `no answer from ${url.origin}${url.pathname}: ${error.code ?? error.message}`,
  };
}
