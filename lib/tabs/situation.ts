import type { News } from './notes';

/** What the connection is at: all that a tab needs which asks for it. */
export interface Situation {
  /** The open connections, oldest first. */
  readonly links: readonly number[];
  /** The one with the sends. */
  readonly current: number | undefined;
  /** The step, the wait or the failure of the attempt, while no connection is open. */
  readonly step: News | undefined;
  /** When the step was reached, or since when there is a connection without a gap, in ms. */
  readonly at: number;
}

export const nothing: Situation = { links: [], current: undefined, step: undefined, at: 0 };

/** The situation after some news. Times in ms of any clock that never runs backwards. */
export function situationAfter(before: Situation, news: News, now: number): Situation {
  switch (news.type) {
    case 'greeted':
      return { ...before, links: [...before.links, news.link] };
    case 'took over':
    case 'reverted':
      return { ...before, current: news.link, step: undefined, at: before.current === undefined ? now : before.at };
    case 'gone': {
      const links = before.links.filter((link) => link !== news.link);
      return { ...before, links, current: before.current === news.link ? undefined : before.current };
    }
    case 'rotating':
    case 'ended':
    case 'fault':
      return before;
    default:
      return before.current === undefined ? { ...before, step: news, at: now } : before;
  }
}

/** The news that lead a tab to a situation. A wait is as long as it still is. */
export function newsOf({ links, current, step, at }: Situation, now: number): readonly News[] {
  const open = links.map((link): News => ({ type: 'greeted', link }));
  if (current !== undefined) return [...open, { type: 'took over', link: current }];
  const left = step?.type === 'waiting' ? { ...step, delay: Math.max(0, step.delay - (now - at)) } : step;
  return left ? [...open, left] : open;
}
