import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { recorded } from '../support/recorded';
import { virtualSocket } from '../support/virtual-socket';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function used(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

const TYPES = 300_000;

describe('a server that sends each message with another type', () => {
  it('takes no memory: nothing is kept of a type that nobody asked for', () => {
    const { socket, accept } = virtualSocket();
    let toasts = 0;
    socket.on('toast').subscribe(() => (toasts += 1));
    socket.request('ask', {}, { reply: 'answer' }).subscribe();
    const connection = accept();
    const send = (from: number, to: number) => {
      for (let n = from; n < to; n += 1) connection.deliver(`{"type":"type-${n}","action":"action-${n}","n":${n}}`);
      connection.deliver('{"type":"toast"}');
    };
    // What an engine makes of the code that runs often is there before the count begins.
    send(0, 20_000);
    const before = used();
    send(20_000, 20_000 + TYPES);
    expect(used() - before).toBeLessThan(2_000_000);
    expect(toasts).toBe(2);
  });

  it('takes no memory of names that are asked for and left again', () => {
    const { socket, accept } = virtualSocket();
    recorded(socket.status$);
    socket.connect();
    const connection = accept();
    const come = (from: number, to: number) => {
      for (let n = from; n < to; n += 1) {
        const subscription = socket.on(`type-${n}`).subscribe();
        connection.deliver(`{"type":"type-${n}"}`);
        subscription.unsubscribe();
      }
    };
    come(0, 5_000);
    const before = used();
    come(5_000, 35_000);
    expect(used() - before).toBeLessThan(2_000_000);
  });
});
