import { of, throwError, type Observable } from 'rxjs';
import * as ours from '../../lib';
import type { GatewaySocketError, TokenInput } from '../../lib';
import { openClient, virtualClient, virtualWorld } from '../support/virtual-client';

/** The whole package as another module registry has it: the same code, other classes (ESM beside CommonJS, say). */
function anotherCopy(): typeof ours {
  let copy = ours;
  jest.isolateModules(() => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    copy = require('../../lib') as typeof ours;
  });
  return copy;
}

const theirs = anotherCopy();

it('another copy has classes of its own, or these specs would show nothing', () => {
  const denied: unknown = new theirs.TokenError('unauthenticated', 'log in.');
  expect(denied).not.toBeInstanceOf(ours.TokenError);
});

/** A client of this copy whose token source fails with an error of the other one. */
const failingWith = (error: GatewaySocketError) => {
  let asked = 0;
  const token = () => {
    asked += 1;
    return throwError(() => error);
  };
  const client = virtualClient({ token });
  client.socket.connect();
  client.time.advance(100);
  return { ...client, asked: () => asked };
};

describe('a token source of another copy of the package', () => {
  it.each<readonly [string, GatewaySocketError]>(
    [
      new theirs.TokenError('unauthenticated', 'log in.', { status: 401 }),
      new theirs.TokenError('csrf', 'the CSRF check failed.', { status: 403 }),
      new theirs.TokenError('rejected', 'no such address.', { status: 404 }),
      new theirs.ConfigError('token', 'there is no fetch here.'),
    ].map((error) => [error.kind, error]),
  )('that fails with what no retry cures is asked once: %s', (_kind, error) => {
    const { time, socket, asked } = failingWith(error);
    time.advance(600_000);
    expect([asked(), socket.status]).toEqual([1, { state: 'failed', cause: error }]);
  });

  it('is left alone for as long as its rate limit says', () => {
    const limited = new theirs.TokenError('rate-limited', 'too many.', { status: 429, retryAfter: 7_000 });
    const { socket, faults } = failingWith(limited);
    expect(socket.status).toMatchObject({ state: 'waiting', reason: 'rate-limited', delay: 8_000, cause: limited });
    expect(faults).toEqual([{ type: 'token', error: limited }]);
  });

  it('that is wrong during a rotation is a fault, and the open connection lives on', () => {
    const wrong = new theirs.ConfigError('token', 'there is no fetch here.');
    let failing = false;
    const world = virtualWorld();
    const { time, backend } = world;
    const token = (): Observable<TokenInput> => (failing ? throwError(() => wrong) : backend.token$);
    const { socket, faults } = openClient({ token }, world);
    failing = true;
    socket.reconnect();
    time.advance(60_000);
    expect(faults).toEqual([{ type: 'config', error: wrong }]);
    expect([socket.status.state, backend.open.length]).toEqual(['open', 1]);
  });

  it('that works is a source like any other', () => {
    expect(theirs.gatewaySocket({ url: 'wss://ws.example.com', token: of('t'), log: false }).status.state).toBe('idle');
  });
});
