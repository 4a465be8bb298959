import { combineLatest, distinctUntilChanged, exhaustMap, fromEvent, map, merge, share, startWith, timer } from 'rxjs';
import { sameForAllTabs } from '../backend';
import { rateOf } from '../chart/rate';
import { the, write } from '../element';
import type { Live } from '../live';
import { addressOf, me, shares } from '../me';
import { drawRooms } from './drawing';
import { ownNumber } from './own-number';
import { placesOf } from './places';

/** ms between two looks at the locks: browsers have no event for them. */
const LOOK = 250;

/** The switch, and while it is on, a drawing of the tabs of this person: which one has the connection, and which is next. */
export function showSharing(live: Live): void {
  the('sharing').hidden = !sameForAllTabs();
  if (!sameForAllTabs()) return;
  offerSwitch();
  if (!shares || !('locks' in navigator)) return;

  the('shared').hidden = false;
  const look$ = merge(timer(0, LOOK), live.events$, live.opened$);
  const rooms$ = look$.pipe(
    exhaustMap(() => navigator.locks.query()),
    map((locks) => placesOf(me, locks)),
    distinctUntilChanged((a, b) => JSON.stringify(a) === JSON.stringify(b)),
  );
  const own$ = ownNumber(me).pipe(share());
  own$.subscribe((own) => {
    document.title = `Tab ${own} · rx-gateway-socket, live`;
  });
  combineLatest([rooms$, own$]).subscribe(([rooms, own]) => drawRooms(rooms, own));

  const rate$ = rateOf(live.messages$).pipe(map(({ rate }) => Math.round(rate)));
  combineLatest([live.status$, rate$.pipe(startWith(0))]).subscribe(([{ state }, rate]) => {
    const shared = the('shared');
    shared.dataset.open = String(state === 'open');
    shared.dataset.flows = String(state === 'open' && rate > 0);
    write(the('shared-rate'), state === 'open' ? `${rate} a second` : 'no connection');
  });
}

/** The page is loaded again with or without `?share`, as the same person. */
function offerSwitch(): void {
  const box = the('share');
  box.toggleAttribute('checked', shares);
  box.toggleAttribute('disabled', !('locks' in navigator));
  fromEvent(box, 'change').subscribe(() => location.replace(addressOf(me, !shares)));
  if (!('locks' in navigator)) write(the('share-hint'), 'This browser has no Web Locks here: each tab has its own.');
  else if (shares) write(the('share-hint'), 'All tabs of one person have one connection, and a second one in reserve.');
  the('one-more').hidden = !shares;
  the('one-more').setAttribute('href', addressOf(me, true));
}
