import type { Group } from './cells';
import { lostInSilence, type Figures } from './figures';

/** A figure a rotation, on average over the cells of a group, and what it may be. */
export interface Goal {
  readonly what: string;
  readonly of: (figures: Figures) => number;
  /** At most so much; left out where it is compared only. */
  readonly most?: number;
  /** Less than by the rule of 0.1.0 in the same run, or none at all. */
  readonly improves?: true;
}

const lost = (most: number | undefined, improves?: true): Goal =>
  goal('sends lost in silence', lostInSilence, most, improves);
const missed = (most: number | undefined, improves?: true): Goal =>
  goal('broadcasts missed', ({ missed }) => missed, most, improves);
const dropped = (most: number): Goal =>
  goal('healthy connections dropped', ({ healthyDropped }) => healthyDropped, most);

/** Where both connections live on. */
const MAIN: readonly Goal[] = [
  lost(0),
  missed(0),
  goal('broadcasts taken for copies', ({ lostBroadcasts }) => lostBroadcasts, 0),
  goal('broadcasts doubled', ({ doubledBroadcasts }) => doubledBroadcasts, 0),
  goal('replies taken for copies', ({ lostReplies }) => lostReplies, 0.1),
  dropped(0.06),
];

/** What the rule of takeover must reach in a group, with a ping and without. */
export function goalsOf(group: Group, ping: boolean): readonly Goal[] {
  switch (group) {
    case 'main':
      return MAIN;
    case 'dies':
      return ping ? [lost(3.3, true), missed(15, true)] : [lost(9, true), missed(29, true)];
    case 'zombie':
      return ping ? [lost(2.4, true), missed(10.5, true)] : [lost(8.3, true), missed(24, true)];
    case 'newdies':
      return [lost(0), missed(0)];
    case 'legacy':
      return [lost(0), missed(1.7, true)];
    case 'stream':
      return [lost(0), missed(0), dropped(0.4)];
    case 'overlap':
      return [lost(undefined, true), missed(undefined, true)];
  }
}

/** A goal beside what was measured. */
export interface Judged {
  readonly what: string;
  readonly goal: string;
  readonly today: number;
  readonly before: number;
  readonly reached: boolean;
}

export function judge(group: Group, ping: boolean, today: Figures, before: Figures): readonly Judged[] {
  return goalsOf(group, ping).map(({ what, of, most = Infinity, improves }) => {
    const [now, then] = [of(today) / today.rotations, of(before) / before.rotations];
    const better = now < then || now === 0;
    const goals = [...(most < Infinity ? [`at most ${most}`] : []), ...(improves ? ['less than 0.1.0'] : [])];
    return { what, goal: goals.join(', '), today: now, before: then, reached: now <= most && (!improves || better) };
  });
}

function goal(what: string, of: Goal['of'], most: number | undefined, improves?: true): Goal {
  return { what, of, ...(most !== undefined && { most }), ...(improves && { improves }) };
}
