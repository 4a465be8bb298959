import { requestId } from '../../lib/sending/request-ids';
import { recorded } from '../support/recorded';
import { virtualSocket } from '../support/virtual-socket';
import { words } from '../support/words';

afterEach(() => {
  jest.restoreAllMocks();
});

/** Takes `crypto` away from this host, as React Native has none. */
function withoutCrypto(work: () => void): void {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'crypto')!;
  Object.defineProperty(globalThis, 'crypto', { value: undefined, configurable: true });
  try {
    work();
  } finally {
    Object.defineProperty(globalThis, 'crypto', own);
  }
}

describe('the id of a request', () => {
  it('is made of 128 random bits, each time anew', () => {
    let filled = 0;
    jest.spyOn(crypto, 'getRandomValues').mockImplementation((numbers) => {
      (numbers as Uint32Array).fill(++filled);
      return numbers;
    });
    expect([requestId(), requestId()]).toEqual(['0000001'.repeat(4), '0000002'.repeat(4)]);
  });

  it('has the same length whatever chance gives', () => {
    for (const number of [0, 1, 2 ** 31, 2 ** 32 - 1])
      expect(requestId((numbers) => numbers.fill(number))).toHaveLength(28);
  });

  it('takes no part of it from Math.random or the time', () => {
    const random = jest.spyOn(Math, 'random');
    const now = jest.spyOn(Date, 'now');
    const ids = Array.from({ length: 10_000 }, () => requestId());
    expect(new Set(ids).size).toBe(ids.length);
    expect([random.mock.calls, now.mock.calls]).toEqual([[], []]);
  });

  it('cannot be told from the ids of the requests before it: none shares a quarter with another', () => {
    const quarters = Array.from({ length: 1_000 }, () => requestId().match(/.{7}/g)!).flat();
    // 4,000 numbers of 32 bits: two are equal by chance in one run of 500.
    expect(new Set(quarters).size).toBeGreaterThan(quarters.length - 3);
  });

  it('is another for the same request when it is asked again', () => {
    const { socket, accept, sent } = virtualSocket();
    const reply$ = socket.request('balance');
    reply$.subscribe();
    accept();
    reply$.subscribe();
    const [first, second] = sent();
    expect(first?.request_id).toHaveLength(28);
    expect(second?.request_id).toHaveLength(28);
    expect(second?.request_id).not.toBe(first?.request_id);
  });
});

describe('on a host without secure chance', () => {
  it('a request that its reply should echo is a ConfigError that says what to load, and nothing is sent', () => {
    const { socket, accept, sent } = virtualSocket();
    socket.connect();
    accept();
    withoutCrypto(() => {
      const { errors } = recorded(socket.request('balance'));
      expect(errors).toMatchObject([{ name: 'ConfigError', message: expect.stringMatching(words('getRandomValues')) }]);
    });
    expect(sent()).toEqual([]);
  });

  it('a request whose reply is known by its type needs none', () => {
    const { socket, accept, sent } = virtualSocket();
    withoutCrypto(() => {
      socket.request('balance', {}, { reply: 'balance' }).subscribe();
      accept();
    });
    expect(sent()).toEqual([{ action: 'balance' }]);
  });
});
