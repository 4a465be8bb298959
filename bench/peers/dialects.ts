import { frames } from '../frames';
import type { Protocol } from './contender';

/** A protocol of text, from the server's side of one connection. */
export interface Dialect {
  /** Whether the client has subscribed to every stream. */
  readonly subscribed: () => boolean;
  /** The text of a message for each stream, as soon as all are subscribed. */
  readonly texts: () => readonly string[];
  /** What is said to a text of the client. */
  readonly answer: (text: string) => readonly string[];
}

type Speaking = (streams: number) => Dialect;

/** The message itself, and nothing to subscribe to. */
const json: Speaking = (streams) => {
  const texts = frames(streams).map(({ text }) => text);
  return { subscribed: () => true, texts: () => texts, answer: () => [] };
};

/** The protocol `graphql-transport-ws`: a subscription's messages carry the id that the client gave it. */
const graphql: Speaking = (streams) => {
  const ids = new Map<string, string>();
  return {
    subscribed: () => ids.size === streams,
    texts: () =>
      frames(streams).map(
        ({ type, text }) => `{"id":"${ids.get(type) ?? ''}","type":"next","payload":{"data":{"messages":${text}}}}`,
      ),
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
const stomp: Speaking = (streams) => {
  const ids = new Map<string, string>();
  return {
    subscribed: () => ids.size === streams,
    texts: () =>
      frames(streams).map(({ type, text }, n) => {
        const head = [`subscription:${ids.get(type) ?? ''}`, `message-id:${n}`, `destination:/streams/${type}`];
        return `MESSAGE\n${head.join('\n')}\n\n${text}\0`;
      }),
    answer: (text) => {
      const [command = '', ...lines] = text.split('\n');
      const header = (name: string) => lines.find((line) => line.startsWith(`${name}:`))?.slice(name.length + 1);
      if (command === 'CONNECT') return ['CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0'];
      const [destination, id] = [header('destination'), header('id')];
      if (command === 'SUBSCRIBE' && destination !== undefined && id !== undefined)
        ids.set(destination.replace('/streams/', ''), id);
      return [];
    },
  };
};

/** Centrifugo's protocol in JSON: commands and replies, several to a frame, one a line. */
const centrifuge: Speaking = (streams) => {
  const channels = new Set<string>();
  return {
    subscribed: () => channels.size === streams,
    texts: () => frames(streams).map(({ type, text }) => `{"push":{"channel":"${type}","pub":{"data":${text}}}}`),
    answer: (text) =>
      text.split('\n').flatMap((line) => {
        const { id, connect, subscribe } = JSON.parse(line) as {
          readonly id?: number;
          readonly connect?: object;
          readonly subscribe?: { readonly channel: string };
        };
        if (connect) return [JSON.stringify({ id, connect: { client: 'bench', version: '1' } })];
        if (!subscribe) return [];
        channels.add(subscribe.channel);
        return [JSON.stringify({ id, subscribe: {} })];
      }),
  };
};

export type TextProtocol = Exclude<Protocol, 'socket.io'>;

export const dialects: Readonly<Record<TextProtocol, Speaking>> = { json, graphql, stomp, centrifuge };
