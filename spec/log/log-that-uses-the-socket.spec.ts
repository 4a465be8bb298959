import { NEVER } from 'rxjs';
import type { SocketEvent } from '../../lib';
import { recorded } from '../support/recorded';
import { openClient, virtualClient } from '../support/virtual-client';
import { words } from '../support/words';

/** What an application does where it is told of something. */
type Reaction<T> = (it: T) => void;

const logger = (warned: Reaction<string>, debugged: Reaction<SocketEvent> = () => undefined) => ({
  warn: (text: unknown) => {
    warned(String(text));
  },
  debug: (_name: unknown, event: unknown) => {
    debugged(event as SocketEvent);
  },
});

describe('a log of the application that uses the socket', () => {
  it('may close it: the status is "closed" for a late subscriber as well', () => {
    const closing = ({ type }: SocketEvent) => {
      if (type === 'connecting') socket.close();
    };
    const { socket, time, events } = virtualClient({ log: logger(() => undefined, closing) });
    socket.connect();
    time.advance(1_000);
    expect(recorded(socket.status$).values).toEqual([{ state: 'closed' }]);
    expect(events.map(({ type }) => type)).toEqual(['token', 'connecting', 'closed']);
  });

  it('may start it again after a fatal error, which is reported before the new attempt', () => {
    const again = (text: string) => {
      if (text.includes('failed')) socket.reconnect();
    };
    const options = { resumeOn: NEVER, log: logger(again), backoff: { maxAttempts: 1 } };
    const { socket, time, backend, events, statuses } = virtualClient(options);
    backend.handshakes.push('refuse');
    backend.tokenAnswers.push({ kind: 'token' }, { kind: 'hang' });
    socket.connect();
    time.advance(5_000);
    expect(events.map(({ type }) => type)).toEqual(['token', 'connecting', 'ended', 'failed', 'token']);
    expect(statuses.at(-1)).toEqual(socket.status);
  });

  it('may subscribe to another type, which is not missed before 30 further messages came', () => {
    const warnings: string[] = [];
    const more = (text: string) => {
      warnings.push(text);
      socket.on('number', 'later' as 'number').subscribe();
    };
    const { socket, broadcast, time } = openClient({ log: logger(more) });
    socket.on('numbr' as 'number').subscribe();
    const receive = (count: number) => {
      for (let n = 0; n < count; n += 1) broadcast(n);
      time.advance(100);
    };
    receive(30);
    expect(warnings).toEqual([expect.stringMatching(words("nobody sent 'numbr'"))]);
    receive(29);
    expect(warnings).toHaveLength(1);
    receive(1);
    expect(warnings).toEqual([expect.anything(), expect.stringMatching(words("nobody sent 'later'"))]);
  });
});
