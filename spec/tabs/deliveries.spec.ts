import { Clock } from '../../lib/clock';
import type { Link } from '../../lib/connection/link';
import type { Item } from '../../lib/sending/item';
import { Deliveries } from '../../lib/tabs/deliveries';
import type { Note } from '../../lib/tabs/notes';
import { virtualTime } from '../support/virtual-time';

/** Two messages, the first of which is written. */
function deliveries(bufferedAmount: number, remembered: boolean) {
  const time = virtualTime();
  const posted: Note[] = [];
  const link = { bufferedAmount } as unknown as Link;
  const all = new Deliveries(new Clock({ scheduler: time.scheduler, random: time.random }), (note) =>
    posted.push(note),
  );
  all.route = { link, channel: undefined, pace: 'all', remembered };
  const sender = (writes: boolean) =>
    ({ sendEncoded: ({ observer }: Item<Link>) => writes && observer?.written(link) }) as unknown as Parameters<
      Deliveries['send']
    >[2];
  all.send('a', 'text', sender(true));
  all.send('b', 'text', sender(false));
  time.advance(1_000);
  return { all, posted };
}

describe('a message of a tab', () => {
  it('is reported as sent once the host has sent it, on a connection that there is no reason to doubt', () => {
    expect(deliveries(0, false).posted).toEqual([{ t: 'sent', ids: ['a'] }]);
    expect(deliveries(1, false).posted).toEqual([]);
    expect(deliveries(0, true).posted).toEqual([]);
  });

  it('is unconfirmed where the holder stops and it was written: what was not, the next holder sends', () => {
    const { all, posted } = deliveries(1, false);
    all.end();
    expect(posted).toEqual([{ t: 'lost', id: 'a', reason: 'unconfirmed' }]);
  });
});
