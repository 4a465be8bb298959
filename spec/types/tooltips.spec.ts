import { editorOf } from './language-service';

const SOURCE = `
import { gatewaySocket, ofType } from '../../lib';
interface Inbound { toast: { message: string }; chat_message: { username: string } }
interface Outbound { chat_message: { message: string }; fetch_history: {} }
const socket = gatewaySocket<Inbound, Outbound>({ url: 'wss://ws.example.com' });
const toasts$ = socket.on('toast');
const all$ = socket.messages$;
const narrowed$ = socket.messages$.pipe(ofType('toast'));
const reply$ = socket.request('fetch_history', {}, { reply: 'chat_message' });
socket.send('chat_message', { message: 'x' });
`;
const { errorsIn, tooltip } = editorOf(SOURCE);

describe('what an editor shows', () => {
  it('is no error', () => {
    expect(errorsIn(SOURCE)).toEqual([]);
  });

  it.each(['toasts$', 'all$', 'narrowed$', 'reply$', 'send(', 'on(', 'request(', 'gatewaySocket<'])(
    'at %s is no unresolved conditional type',
    (name) => {
      const text = tooltip(name);
      expect(text).not.toMatch(/ extends [^,>]+ \? |\binfer\b|SendArgs<|RequestArgs<|Narrowed<|Verdict</);
      expect(text.length).toBeGreaterThan(10);
    },
  );

  it('says of a stream what it emits', () => {
    expect(tooltip('toasts$')).toContain('Observable<');
    expect(tooltip('toasts$')).toContain('toast');
  });
});
