import { NEVER, throwError } from 'rxjs';
import { entriesOf, readPage } from '../../build/errors-page';
import { describe as described, gatewaySocket, TokenError, type AnyMessages } from '../../lib';
import { assemble } from '../../lib/gateway-socket';
import { ROOT } from '../docs/page';
import { consoleLines } from '../support/console-lines';
import { recorded } from '../support/recorded';
import { thrown } from '../support/thrown';
import { virtualSocket } from '../support/virtual-socket';
import { virtualTime } from '../support/virtual-time';

/** Of this build alone: `npm run test:production`. */

const listed = new Map(entriesOf(readPage(ROOT)).map(({ number, words }) => [number, words]));

/** A text of this build, with what docs/errors.md has in the place of each number. */
function inWords(text: string): string {
  return text.replace(/rx-gateway-socket error (\d+), see docs\/errors\.md#(\d+)/g, (_text, number, anchor) => {
    expect(anchor).toBe(number);
    return `<${listed.get(Number(number)) ?? 'not listed'}>`;
  });
}

const url = 'wss://h.test';

afterEach(() => {
  jest.restoreAllMocks();
});

describe('a text of the production build', () => {
  it('is a number of docs/errors.md behind the option that it is about', () => {
    const error = thrown(() => gatewaySocket({ url: 'https://h.test' }));
    expect(error).toMatchObject({ name: 'ConfigError', kind: 'config', option: 'url' });
    expect((error as Error).message).toMatch(/^url: rx-gateway-socket error \d+, see docs\/errors\.md#\d+$/);
    expect(inWords((error as Error).message)).toBe(
      "url: <must start with wss:// (or ws:// on this machine); got '…'.>",
    );
  });

  it('has nothing of the value that was passed, and nothing of the words around it', () => {
    const error = thrown(() => gatewaySocket({ url, keepAlive: 'often' as never }));
    expect(inWords((error as Error).message)).toBe('keepAlive: <must be …; got ….>');
  });

  it('is the number of the likely causes, where handshakes are refused', () => {
    const { socket, time, made, faults } = virtualSocket();
    socket.connect();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      time.advance(5_000);
      made.at(-1)!.end(1_006, '', false);
    }
    const [fault] = faults.values;
    expect(fault).toMatchObject({ type: 'refused', attempts: 3 });
    expect(inWords(described(fault!))).toMatch(/^3 handshakes in a row were refused\. <Each handshake is refused/);
  });

  it('is a number behind the request that had no reply', () => {
    const { socket, time } = virtualSocket();
    const { errors } = recorded(socket.request('save'));
    time.advance(10_000);
    expect(errors).toMatchObject([{ name: 'RequestError', kind: 'timeout', request: 'save' }]);
    expect(inWords((errors[0] as Error).message)).toBe("'save' <had no reply… within … ms.>");
  });

  it("keeps an application's own words", () => {
    expect(new TokenError('csrf', 'in my words').message).toBe('in my words');
  });
});

describe('the log of the production build', () => {
  it('has the topic, the kind and the number of a fatal error', () => {
    const { warnings } = consoleLines();
    const { socket, time } = virtualSocket({ token: throwError(() => ({ status: 404 })), log: 'warn' });
    socket.connect();
    time.advance(100);
    expect(warnings().map(inWords)).toContain(
      '[rx-gateway-socket] failed: TokenError (rejected): <check its address and that it takes a POST.>',
    );
  });

  it('has the name and the reason of a message that was not delivered', () => {
    const { warnings } = consoleLines();
    const time = virtualTime();
    const socket = assemble<AnyMessages, AnyMessages, 'type'>({ url, outbox: { ttl: 10 }, token: NEVER }, time);
    socket.send('save', { password: 'PARAMS' });
    time.advance(5_000);
    expect(warnings().map(inWords)).toEqual(["[rx-gateway-socket] undelivered: 'save' <was not delivered> (expired)"]);
  });

  it('names an option that does not exist', () => {
    const { warnings } = consoleLines();
    gatewaySocket({ url, chanel: 'general' } as never);
    expect(warnings().map(inWords)).toEqual(["[rx-gateway-socket] option: <there is no option> 'chanel'"]);
  });
});
