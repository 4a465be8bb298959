import { map, merge, timestamp } from 'rxjs';
import { describe } from 'rx-gateway-socket';
import { element, the } from './element';
import type { Live } from './live';

/** How many lines are kept. */
const MOST = 40;

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** The life of the connection in words. Events and faults hold no token, so they may be shown to anybody. */
export function showJournal(live: Live): void {
  merge(
    live.events$.pipe(map((event) => ({ kind: event.type, words: describe(event) }))),
    live.faults$.pipe(map((fault) => ({ kind: 'fault', words: describe(fault) }))),
  )
    .pipe(timestamp())
    .subscribe(({ value: { kind, words }, timestamp: at }) => {
      const journal = the('journal');
      journal.prepend(
        element('li', { 'data-kind': kind }, element('time', {}, clock.format(at)), element('span', {}, words)),
      );
      for (const old of [...journal.children].slice(MOST)) old.remove();
    });
}
