import { WebSocketServer, type WebSocket } from 'ws';
import { frames, typeName } from '../frames';
import type { Protocol, ServerOptions } from './server-protocol';

/** The text of a connection's message for each stream, and what it answers to a text of its client's. */
type Dialect = (types: number) => {
  readonly texts: () => readonly string[];
  /** Whether every stream was asked for; left out where none is. */
  readonly ready?: () => boolean;
  readonly answer: (text: string) => readonly string[];
};

const plain: Dialect = (types) => {
  const texts = frames(types).map(({ text }) => text);
  return { texts: () => texts, answer: () => [] };
};

/** The protocol `graphql-transport-ws`: a subscription's messages carry the id that the client gave it. */
const graphql: Dialect = (types) => {
  const ids = new Map<string, string>();
  let texts: readonly string[] | undefined;
  return {
    ready: () => ids.size === types,
    texts: () =>
      (texts ??= wrapped(types, (type, message) => ({ id: ids.get(type), type: 'next', payload: { data: message } }))),
    answer: (text) => {
      const message = JSON.parse(text) as { type: string; id?: string; payload?: { variables?: { type?: string } } };
      if (message.type === 'connection_init') return ['{"type":"connection_ack"}'];
      const type = message.payload?.variables?.type;
      if (message.type === 'subscribe' && message.id !== undefined && type !== undefined) ids.set(type, message.id);
      return [];
    },
  };
};

/** STOMP 1.2: frames of a command, headers and a body, ended by a zero. */
const stomp: Dialect = (types) => {
  const ids = new Map<string, string>();
  let texts: readonly string[] | undefined;
  return {
    ready: () => ids.size === types,
    texts: () =>
      (texts ??= frames(types).map(({ type, text }, n) => {
        const head = { subscription: ids.get(type), 'message-id': n, destination: `/streams/${type}` };
        return `MESSAGE\n${Object.entries(head)
          .map(([name, value]) => `${name}:${value}`)
          .join('\n')}\n\n${text}\0`;
      })),
    answer: (text) => {
      const [command = '', ...lines] = text.split('\n');
      const header = (name: string) => lines.find((line) => line.startsWith(`${name}:`))?.slice(name.length + 1);
      if (command === 'CONNECT') return ['CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0'];
      const destination = header('destination');
      if (command === 'SUBSCRIBE' && destination !== undefined)
        ids.set(destination.replace('/streams/', ''), header('id') ?? '');
      return [];
    },
  };
};

/** Centrifugo's JSON protocol: commands and replies, several to a frame, one a line. */
const centrifuge: Dialect = (types) => {
  const texts = wrapped(types, (type, data) => ({ push: { channel: type, pub: { data } } }));
  return {
    texts: () => texts,
    answer: (text) =>
      text.split('\n').flatMap((line) => {
        const { id, connect, subscribe } = JSON.parse(line) as { id?: number; connect?: object; subscribe?: object };
        if (connect) return [JSON.stringify({ id, connect: { client: 'bench', version: '1' } })];
        return subscribe ? [JSON.stringify({ id, subscribe: {} })] : [];
      }),
  };
};

const DIALECTS: Readonly<Record<Exclude<Protocol, 'socket.io'>, Dialect>> = { json: plain, graphql, stomp, centrifuge };

/** A server for everything that speaks text over a WebSocket. */
export function serveText(
  protocol: Exclude<Protocol, 'socket.io'>,
  { types, onPeer, onMessage }: ServerOptions,
): Promise<string> {
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    handleProtocols: (offered) => [...offered][0] ?? false,
  });
  server.on('connection', (socket: WebSocket, { socket: tcp }) => {
    const { texts, ready = () => true, answer } = DIALECTS[protocol](types.length);
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      // One frame may hold several commands.
      for (let at = text.indexOf('"bench":'); at !== -1; at = text.indexOf('"bench":', at + 1)) onMessage();
      if (protocol !== 'json') for (const reply of answer(text)) socket.send(reply);
    });
    onPeer({
      ready,
      deliver: (streams) => {
        tcp.cork();
        for (const stream of streams) socket.send(texts()[stream] ?? '');
        tcp.uncork();
      },
    });
  });
  return new Promise((resolve) => {
    server.on('listening', () => {
      const address = server.address();
      resolve(`ws://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`);
    });
  });
}

function wrapped(types: number, wrap: (type: string, message: unknown) => object): readonly string[] {
  return frames(types).map(({ text }, index) => JSON.stringify(wrap(typeName(index), JSON.parse(text))));
}
