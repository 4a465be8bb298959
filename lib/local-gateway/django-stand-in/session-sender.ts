import { Agent, request as httpRequest } from 'node:http';
import type { PostOutcome } from '../backend/handlers';
import type { SessionTable } from '../rules/session-table';
import { wait } from '../wait';
import { dumps } from './json-dumps';

/** The package raises a `ValueError` for longer messages, before anything is sent. */
const LONGEST_MESSAGE = 131_072;

/** The maximum number of concurrent posts of one broadcast. */
const CONCURRENT_POSTS = 10;

/**
 * How often boto3 tries a post that is throttled (429) or has no answer or a server error (5xx), and its pauses in ms.
 */
const MOST_TRIES = 3;
const THROTTLED_PAUSE = 1_000;
const FAILING_PAUSE = 50;

const NO_ANSWER = 0;
const THROTTLED = 429;
const RETRIED = new Set([NO_ANSWER, THROTTLED, 500, 502, 503, 504]);

interface PostAnswer {
  readonly status: number;
  /** The value of `x-amzn-errortype`, or the reason why there is no answer. */
  readonly error: string;
}

/** A broadcast goes on after this error; a send to one session does not. */
class PostError extends Error {}

/**
 * The package's `send_message` of one session and of a queryset, through the gateway's `@connections` API over HTTP. A
 * 410 marks the row as gone and is not an error. Any other failure ends a single send; a broadcast goes on.
 */
export class SessionSender {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #closing = new AbortController();
  #managementUrl: string | undefined;

  constructor(
    private readonly sessions: SessionTable,
    private readonly random: () => number,
  ) {}

  sendThrough(managementUrl: string): void {
    this.#managementUrl = managementUrl;
  }

  async send(connectionId: string, message: unknown): Promise<PostOutcome> {
    const outcome = await this.#deliver(connectionId, bodyOf(message));
    if (outcome === 'gone') this.sessions.markGone(connectionId);
    return outcome;
  }

  /**
   * Sends to all rows that are connected at the start, and at the end marks those that were gone. Resolves to the
   * number it reached.
   */
  async broadcast(message: unknown, channel?: string): Promise<number> {
    const body = bodyOf(message);
    const waiting = [...this.sessions.connectedIn(channel)];
    const gone: string[] = [];
    let reached = 0;
    const work = async (): Promise<void> => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
        try {
          if ((await this.#deliver(id, body)) === 'gone') gone.push(id);
          else reached += 1;
        } catch (error) {
          // The package logs it as a warning, and the other connections get their message.
          if (!(error instanceof PostError)) throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(CONCURRENT_POSTS, waiting.length) }, work));
    for (const id of gone) this.sessions.markGone(id);
    return reached;
  }

  close(): void {
    this.#closing.abort();
    this.#agent.destroy();
  }

  async #deliver(connectionId: string, body: string): Promise<'sent' | 'gone'> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#post(connectionId, body);
      if (answer.status === 200) return 'sent';
      if (answer.error.startsWith('GoneException')) return 'gone';
      if (attempt === MOST_TRIES || !RETRIED.has(answer.status)) {
        throw new PostError(`@connections: ${answer.status} ${answer.error}`);
      }
      const pause = answer.status === THROTTLED ? THROTTLED_PAUSE : FAILING_PAUSE;
      await wait(this.random() * pause * 2 ** (attempt - 1), this.#closing.signal);
    }
  }

  #post(connectionId: string, body: string): Promise<PostAnswer> {
    if (this.#managementUrl === undefined) {
      throw new Error('The stand-in knows no gateway yet: call sendThrough(gateway.managementUrl) first.');
    }
    const url = `${this.#managementUrl}/@connections/${encodeURIComponent(connectionId)}`;
    return new Promise((resolve) => {
      const headers = { 'Content-Length': Buffer.byteLength(body) };
      const request = httpRequest(url, { method: 'POST', agent: this.#agent, headers }, (response) => {
        response.resume();
        const errorType = response.headers['x-amzn-errortype'];
        resolve({ status: response.statusCode ?? NO_ANSWER, error: typeof errorType === 'string' ? errorType : '' });
      });
      request.on('error', (error) => {
        resolve({ status: NO_ANSWER, error: error.message });
      });
      request.end(body);
    });
  }
}

function bodyOf(message: unknown): string {
  const body = typeof message === 'string' ? message : dumps(message);
  if (Buffer.byteLength(body) > LONGEST_MESSAGE) {
    throw new RangeError(`the message is longer than ${LONGEST_MESSAGE} bytes`);
  }
  return body;
}
