import type { StandardSchemaV1 } from '@standard-schema/spec';
import { type } from 'arktype';
import type { Observable } from 'rxjs';
import * as v from 'valibot';
import { z } from 'zod';
import { gatewaySocket, types, type GatewaySocket, type MessageTypes, type StandardSchema } from '../../lib';
import type { Outbound } from './maps';
import { isA, same, use } from './same';

type Emitted<Stream$> = Stream$ extends Observable<infer T> ? T : never;

const url = 'wss://ws.example.com';
const toast = z.object({ type: z.literal('toast'), level: z.enum(['success', 'error']), message: z.string() });
const chat = v.object({ username: v.string(), message: v.string() });
const progress = type({ type: "'progress'", percent: 'number' });

export function inboundMessagesAreInferredFromSchemasOfAnyLibrary() {
  const socket = gatewaySocket({ url, schemas: { toast, chat, progress }, outbound: types<Outbound>() });
  const toast$ = socket.on('toast');
  same<Emitted<typeof toast$>, { type: 'toast'; level: 'success' | 'error'; message: string }>();
  const chat$ = socket.on('chat');
  same<Emitted<typeof chat$>, { readonly type: 'chat'; username: string; message: string }>();
  const progress$ = socket.on('progress');
  same<Emitted<typeof progress$>, { type: 'progress'; percent: number }>();
  use(toast$, chat$, progress$);
  return socket.messages$.subscribe((message) => {
    if (message.type === 'chat') isA<string>()(message.username);
    // @ts-expect-error: not every message has one
    use(message.level);
  });
}

export function theInferredSocketIsOneWithPlainMaps() {
  const socket = gatewaySocket({ url, schemas: { chat }, outbound: types<{ ping: {} }>() });
  same<typeof socket, GatewaySocket<{ chat: { username: string; message: string } }, { ping: {} }>>();
  return socket;
}

export function whatATransformMakesIsTheMessage() {
  const at = z.object({ at: z.string().transform((text) => new Date(text)), n: z.coerce.number().default(1) });
  const socket = gatewaySocket({ url, schemas: { at } });
  return socket.on('at').subscribe((message) => {
    isA<{ readonly type: 'at'; at: Date; n: number }>()(message);
  });
}

export function outboundMessagesAreNamedBesideSchemas(outbound: Outbound) {
  const socket = gatewaySocket({ url, schemas: { chat }, outbound: types<Outbound>() });
  socket.send('chat_message', { message: 'hi' });
  // @ts-expect-error: its text is called message
  socket.send('chat_message', { text: 'hi' });
  // @ts-expect-error: no such message
  socket.send('chat');
  // @ts-expect-error: no such type
  use(socket.on('toast'));
  // Without them anything can be sent.
  gatewaySocket({ url, schemas: { chat } }).send('anything', { goes: 1 });
  same<MessageTypes<Outbound>, ReturnType<typeof types<Outbound>>>();
  // @ts-expect-error: a value of the map is not its type
  gatewaySocket({ url, schemas: { chat }, outbound });
}

export function typeKeyGoesWithSchemas() {
  const socket = gatewaySocket({ url, schemas: { chat }, typeKey: 'kind' });
  return socket.messages$.subscribe((message) => {
    isA<{ readonly kind: 'chat'; username: string; message: string }>()(message);
  });
}

export function schemasMustFitTheMapThatIsNamed() {
  gatewaySocket<{ chat: { username: string; message: string } }>({ url, schemas: { chat } });
  // @ts-expect-error: a message of this map has a number there
  gatewaySocket<{ chat: { username: string; message: number } }>({ url, schemas: { chat } });
  // @ts-expect-error: a type without its schema
  gatewaySocket<{ chat: { username: string; message: string }; toast: {} }>({ url, schemas: { chat } });
}

export function whatIsNoSchemaIsAnError() {
  // @ts-expect-error: a plain object describes nothing
  gatewaySocket({ url, schemas: { chat: { username: 'string' } } });
  // @ts-expect-error: a function checks nothing
  gatewaySocket({ url, schemas: { chat: (message: unknown) => message } });
}

export function ourInterfaceIsThatOfTheSpecification(theirs: StandardSchemaV1<string, { n: number }>) {
  const ours: StandardSchema<{ n: number }> = theirs;
  // @ts-expect-error: of another output
  const other: StandardSchema<{ n: string }> = theirs;
  return [ours, other];
}
