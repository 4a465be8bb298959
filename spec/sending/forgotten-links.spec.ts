import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { virtualClient } from '../support/virtual-client';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('a socket that is idle between its messages', () => {
  it.each(['send', 'hello', 'request'] as const)('keeps nothing of the connections that it had: %s', async (how) => {
    const params: WeakRef<object>[] = [];
    const noted = (n: number) => {
      const made = { n };
      params.push(new WeakRef(made));
      return made;
    };
    const { time, socket, backend } = virtualClient({
      linger: 100,
      ...(how === 'hello' && { hello: () => [{ name: 'say', params: noted(0) }] }),
    });
    for (let n = 0; n < 20; n += 1) {
      if (how === 'send') socket.send('say', noted(n));
      const user = how === 'request' ? socket.request('say', noted(n)).subscribe() : socket.connect();
      time.advance(1_000);
      user.unsubscribe();
      time.advance(60_000);
      expect(socket.status.state).toBe('idle');
    }
    expect(backend.sockets).toHaveLength(20);
    expect(params).toHaveLength(20);
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    expect(params.filter((one) => one.deref() !== undefined).length).toBeLessThanOrEqual(1);
  });
});
