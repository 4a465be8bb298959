import type { News } from './notes';

/** What a shared connection is at: the news that lead a tab to the present. Times in ms. */
export class Situation {
  #news: readonly News[] = [];
  /** Since when the connection is open, or at the step of its attempt. */
  #at = 0;

  /** When the connection opened, where it is open. */
  get openSince(): number | undefined {
    return this.#news.some(({ type }) => type === 'took over' || type === 'reverted') ? this.#at : undefined;
  }

  add(news: News, now: number): void {
    if (this.openSince === undefined) this.#at = now;
    this.#news = after(this.#news, news);
  }

  /** A wait is as long as it still is. */
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
