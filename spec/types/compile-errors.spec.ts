import { editorOf } from './language-service';

/** What names no message, and the names that are valid there. */
const MISSPELT: readonly (readonly [line: string, ...names: readonly string[]])[] = [
  [`socket.on('tost')`, 'toast', 'chat_message'],
  [`socket.on('toast', 'chat')`, 'toast', 'chat_message'],
  [`socket.send('sey', { message: '' })`, 'say', 'fetch_history'],
  [`socket.request('fetch_histery')`, 'say', 'fetch_history'],
  [`socket.request('fetch_history', {}, { reply: 'tost' })`, 'toast', 'chat_message'],
  [`socket.messages$.pipe(ofType('tost'))`, 'toast', 'chat_message'],
  [`asked$.pipe(ofAction('jion'))`, 'join', 'leave'],
];

const NO_MAP = [
  'gatewaySocket<Toast | Chat>({ url })',
  'gatewaySocket<Inbound, Toast | Chat>({ url })',
  'gatewaySocket<Toast>({ url })',
  'gatewaySocket<Inbound | Outbound>({ url })',
  `gatewaySocketToken<Toast | Chat>('live')`,
  `gatewaySocketToken<Inbound, Toast>('live')`,
];

const ANY_TEXT = 'gatewaySocket<ByType<Toast | { type: string }>>({ url })';

const { errorsIn } = editorOf(`
import type { Observable } from 'rxjs';
import { gatewaySocket, ofAction, ofType, type ByType } from '../../lib';
import { gatewaySocketToken } from '../../lib/angular';
interface Inbound { toast: { message: string }; chat_message: { username: string } }
interface Outbound { say: { message: string }; fetch_history: {} }
interface Toast { type: 'toast'; message: string }
interface Chat { type: 'chat'; message: string }
const url = 'wss://ws.example.com';
const socket = gatewaySocket<Inbound, Outbound>({ url });
declare const asked$: Observable<{ action: 'join' } | { action: 'leave' }>;
${[...MISSPELT.map(([line]) => line), ...NO_MAP, ANY_TEXT].join(';\n')};
`);

describe('the error of the compiler', () => {
  it.each(MISSPELT)('for %s names what is valid: %s, %s', (line, ...names) => {
    const errors = errorsIn(line);
    expect(errors).toHaveLength(1);
    for (const name of names) expect(errors[0]).toContain(`"${name}"`);
  });

  it.each(NO_MAP)('for %s is that a map is needed, and what makes one', (line) => {
    const errors = errorsIn(line);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain('a message or a union is no message map: write ByType<Messages>');
  });

  it('for messages whose type is any string is that it must be a literal', () => {
    expect(errorsIn(ANY_TEXT).join()).toContain('the type of each message must be a literal, and one is any string');
  });
});
