import { ConnectionError } from '../../lib/errors';
import type { LaneEffect } from '../../lib/connection/lane-effects';
import type { LaneInput } from '../../lib/connection/lane-inputs';
import type { LaneContext } from '../../lib/connection/lane-moves';
import type { Attempt, In, Lanes, Open, Phase } from '../../lib/connection/lanes';
import type { Link } from '../../lib/connection/link';
import type { TakeoverRule } from '../../lib/connection/takeover-rule';
import { newTrust, type Trust } from '../../lib/connection/trust';

/** A link that is known by the id of its lane. The table reads no more of it than this. */
export interface StubLink {
  readonly id: number;
  readonly wasBusy: boolean;
  readonly uptime: number;
}

export function linkOf(id: number, wasBusy = false): Link {
  const link: StubLink = { id, wasBusy, uptime: 1_000 };
  // The table hands links on, and reads `wasBusy` and `uptime` alone.
  return link as unknown as Link;
}

export const idOf = (link: Link): number => (link as unknown as StubLink).id;

export const lost = new ConnectionError('lost', 'lost', { code: 1_006, reason: '', wasClean: false, uptime: 1 });

/** The older connection opened at 0, the newer one now, and takes over 5 s later. */
export const OPENED = 10_000;
export const TAKEOVER = 15_000;
export const JUDGED = 20_000;

export const ruleOf = (rule: Partial<TakeoverRule> = {}): TakeoverRule => ({
  beside: true,
  overlap: 10_000,
  pinged: false,
  provenByPong: false,
  ...rule,
});

export function contextOf(now: number, rule: Partial<TakeoverRule> = {}): LaneContext {
  return {
    now,
    rule: ruleOf(rule),
    openings: {
      record: (rotated, channel) => ({
        count: 2,
        reconnected: !rotated,
        rotated,
        downtime: 0,
        ...(channel !== undefined && { channel }),
      }),
    },
  };
}

export function openLane(id: number, trust: Partial<Trust> = {}, link = linkOf(id)): Open {
  const openedAt = id === 1 ? 0 : OPENED;
  return {
    id,
    channel: 'a',
    link,
    opened: { count: id, reconnected: false, rotated: id > 1, downtime: 0, channel: 'a' },
    trust: {
      ...newTrust({ openedAt, watched: id > 1, doubted: false, pinged: false, replaced: 0 }),
      ...trust,
    },
  };
}

export const connecting: Attempt = {
  id: 2,
  why: 'age',
  channel: 'a',
  underway: { state: 'connecting', attempt: 1 },
  doubted: false,
};

/** Lanes of each phase: the first connection is 1, the one beside it 2. */
export const starting: In<'starting'> = {
  phase: 'starting',
  current: { id: 1, channel: 'a', underway: { state: 'connecting', attempt: 1 } },
};
export const open: In<'open'> = { phase: 'open', current: openLane(1) };
export const replacing: In<'replacing'> = { phase: 'replacing', current: openLane(1), next: connecting, dropped: 0 };
export const settling: In<'settling'> = {
  phase: 'settling',
  current: openLane(1),
  next: openLane(2),
  takeoverAt: TAKEOVER,
  dropped: 0,
};
export const overlap: In<'overlap'> = {
  phase: 'overlap',
  current: openLane(2),
  older: openLane(1),
  since: TAKEOVER,
  judgeAt: JUDGED,
  echoed: false,
  dropped: 0,
};
export const draining: In<'draining'> = {
  phase: 'draining',
  current: openLane(2),
  older: openLane(1),
  dropAt: 22_000,
};
export const dismissing: In<'dismissing'> = {
  phase: 'dismissing',
  current: openLane(1),
  deaf: openLane(2, { doubted: true }),
  silentAt: 22_000,
  dropAt: 50_000,
  dropped: 0,
};

export const phases: { readonly [P in Phase]: In<P> } = {
  starting,
  open,
  replacing,
  settling,
  overlap,
  draining,
  dismissing,
};

/** Each kind of input once: TypeScript holds the list complete. */
export const inputTypes = Object.keys({
  begun: 0,
  step: 0,
  held: 0,
  opened: 0,
  frame: 0,
  proven: 0,
  wrote: 0,
  ended: 0,
  due: 0,
  asked: 0,
  resumed: 0,
  suspended: 0,
  stopped: 0,
  time: 0,
  answered: 0,
  'given up': 0,
} satisfies Readonly<Record<LaneInput['type'], 0>>) as readonly LaneInput['type'][];

/** An effect in a word or two: `drop 1`, `gone 2`, `rotating age`. */
export function shown(effect: LaneEffect): string {
  switch (effect.do) {
    case 'emit': {
      const { signal } = effect;
      if (signal.type === 'gone') return `gone ${idOf(signal.link)}${signal.doubtful ? ' in doubt' : ''}`;
      if (signal.type === 'ended') return `ended${signal.next ? ', goes on' : ''}`;
      return 'link' in signal ? `${signal.type} ${idOf(signal.link)}` : signal.type;
    }
    case 'deaf':
      return 'fault deaf';
    case 'rotating':
      return `rotating ${effect.why}`;
    case 'take over':
      return `take over ${effect.lane.id}`;
    case 'taken over':
      return `taken over ${effect.id} until ${effect.until}`;
    case 'swap back':
      return `swap back ${effect.id} from ${effect.from}`;
    default:
      return 'id' in effect ? `${effect.do} ${effect.id}` : effect.do;
  }
}

export const phaseOf = ({ phase }: Lanes): Phase => phase;
