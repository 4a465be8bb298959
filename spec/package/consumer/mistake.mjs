/**
 * One mistake of a new user, named by the argument: what is printed is what such a user sees. `mistakes.mjs` runs them
 * all. No options but those of the mistake, and no subscriber to what a newcomer does not know yet.
 */
import { createServer } from 'node:http';
import { once } from 'node:events';
import console from 'node:console';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import WebSocket from 'ws';
import { djangoToken, gatewaySocket } from 'rx-gateway-socket';
import { startLocalGateway } from 'rx-gateway-socket/local-gateway';

/** Nothing listens there. */
const NOWHERE = '127.0.0.1:9';

const show = () => undefined;

/** A web server that gives each token request one answer. */
async function site(status, type, body) {
  const server = createServer((_request, response) => response.writeHead(status, { 'Content-Type': type }).end(body));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${server.address().port}/api/ws-token/`;
}

async function withToken(tokenUrl) {
  const gateway = await startLocalGateway();
  const token = djangoToken(tokenUrl ?? gateway.tokenUrl);
  return { gateway, options: { url: gateway.url, token, channel: 'general', WebSocketCtor: WebSocket } };
}

async function refusedBy(status, type, body) {
  const { options } = await withToken(await site(status, type, body));
  gatewaySocket(options).on('toast').subscribe(show);
}

const mistakes = {
  'wrong URL': async () => {
    const { options } = await withToken();
    gatewaySocket({ ...options, url: `ws://${NOWHERE}/prod` })
      .on('toast')
      .subscribe(show);
  },
  'http: URL': async () => {
    const { options } = await withToken();
    gatewaySocket({ ...options, url: 'https://ws.example.com' });
  },
  'no token endpoint (404)': () => refusedBy(404, 'text/html', '<h1>Not Found</h1>'),
  'login page instead of a token': () => refusedBy(200, 'text/html', '<form>Password</form>'),
  'wrong CSRF': () => refusedBy(403, 'text/html', '<p>CSRF verification failed. Request aborted.</p>'),
  'wrong channel': async () => {
    const { options } = await withToken();
    gatewaySocket({ ...options, channel: 'room 1' });
  },
  'misspelt option': async () => {
    const { options } = await withToken();
    gatewaySocket({ ...options, chanel: 'general' })
      .on('toast')
      .subscribe(show);
  },
  'misspelt type': async () => {
    const { gateway, options } = await withToken();
    gatewaySocket(options).on('tost').subscribe(show);
    const types = ['toast', 'chat_message'];
    for (let n = 0; ; n += 1) {
      await setTimeout(100);
      gateway.broadcast({ type: types[n % types.length], message: String(n) }, 'general');
    }
  },
  'status$ watched and nothing else': async () => {
    const { options } = await withToken();
    gatewaySocket(options).status$.subscribe(show);
  },
  'backend down': () => {
    const token = djangoToken(`http://${NOWHERE}/api/ws-token/`);
    gatewaySocket({ url: `ws://${NOWHERE}`, token, WebSocketCtor: WebSocket })
      .on('toast')
      .subscribe(show);
  },
  'no WebSocket in Node 20': async () => {
    // From 22 on Node has one.
    delete globalThis.WebSocket;
    const { options } = await withToken();
    delete options.WebSocketCtor;
    gatewaySocket(options).on('toast').subscribe(show);
  },
  'close() in a React effect': async () => {
    const { options } = await withToken();
    const socket = gatewaySocket(options);
    const effect = () => {
      socket.on('toast').subscribe(show);
      return () => socket.close();
    };
    // As React runs an effect in its StrictMode: once more after its cleanup.
    effect()();
    effect();
  },
};

const [name] = process.argv.slice(2);
if (name === undefined) for (const each of Object.keys(mistakes)) console.log(each);
else await mistakes[name]();
