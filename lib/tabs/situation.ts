import type { News } from './notes';

/** The state of a shared connection, as the news that lead a tab to it. Times in ms. */
export class Situation {
  #news: readonly News[] = [];
  /** The time of the opening, or of the current step of the attempt. */
  #at = 0;

  /** When the connection opened, if it is open. */
  get openSince(): number | undefined {
    return this.#news.some(({ type }) => type === 'took over' || type === 'reverted') ? this.#at : undefined;
  }

  add(news: News, now: number): void {
    if (this.openSince === undefined) this.#at = now;
    this.#news = after(this.#news, news);
  }

  /** A wait is reported with its remaining time. */
  newsAt(now: number): readonly News[] {
    return this.#news.map((one) =>
      one.type === 'waiting' ? { ...one, delay: Math.max(0, one.delay - (now - this.#at)) } : one,
    );
  }
}

function after(all: readonly News[], news: News): readonly News[] {
  switch (news.type) {
    case 'rotating':
    case 'ended':
    case 'fault':
      return all;
    case 'gone':
      return all.filter((one) => !('link' in one && one.link === news.link));
    case 'greeted':
      return [...all, news];
    default: {
      const links = all.filter(({ type }) => type === 'greeted');
      return news.type === 'failed' ? links : [...links, news];
    }
  }
}
