import { Situation } from '../../lib/tabs/situation';
import { Standby } from '../../lib/tabs/standby';
import type { Note } from '../../lib/tabs/notes';

/** A spare that is open since 1,000 ms. */
function spare() {
  const did: string[] = [];
  const situation = new Situation();
  situation.add({ type: 'took over', link: 1, rotated: false }, 1_000);
  const owner = {
    post: (note: Note) => did.push(note.t === 'ready' ? `ready ${String(note.ready)}` : note.t),
    doubt: () => did.push('doubt'),
    deaf: () => did.push('deaf'),
  };
  const standby = new Standby(owner, situation, String);
  let n = 0;
  const relayed = (data: string, at: number, to?: string) =>
    standby.handle({ t: 'frame', gen: 'g', n: ++n, data, to }, at);
  const state = (at: number) => standby.handle({ t: 'state', gen: 'g', n, news: [] }, at);
  return { standby, did, relayed, state };
}

describe('the stand-by', () => {
  it('forgets what a holder that is alive has not relayed for 3 s: the holder did not receive it', () => {
    const { standby, state } = spare();
    standby.received('a', 2_000);
    state(4_900);
    expect(standby.missing).toEqual(['a']);
    state(5_100);
    expect(standby.missing).toEqual([]);
  });

  it('doubts a holder that has not relayed for more than 2 s what arrived here', () => {
    const { standby, did } = spare();
    standby.received('a', 2_000);
    standby.received('b', 4_000);
    expect(did).toEqual([]);
    standby.received('c', 4_001);
    expect(did).toEqual(['doubt']);
  });

  it('is deaf 5 s after the first frame that it should have received, and never once it has received one', () => {
    const { standby, did, relayed, state } = spare();
    relayed('a', 3_001);
    state(8_000);
    expect(did).not.toContain('deaf');
    state(8_001);
    expect(did).toContain('deaf');
    const other = spare();
    other.standby.received('x', 2_000);
    other.relayed('a', 3_001);
    other.state(20_000);
    expect([other.did.includes('deaf'), standby.isReady]).toEqual([false, false]);
  });

  it('is not deaf for a frame from before it was open, nor for a reply, which comes to the holder alone', () => {
    const { did, relayed, state } = spare();
    relayed('early', 3_000);
    relayed('reply', 4_000, 'a tab');
    state(60_000);
    expect(did).not.toContain('deaf');
  });
});
