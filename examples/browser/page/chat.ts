import { filter, fromEvent, map, merge, scan, Subject } from 'rxjs';
import { transcriptOf, type Line, type Transcript } from '../../chat/transcript';
import { element, the, write } from './element';
import { rooms, type Live } from './live';
import { me } from './me';

/** A chat with rooms, each of which is a channel of the one connection. */
export function showChat(live: Live): void {
  transcriptOf(live).subscribe(showTranscript);
  offerRooms(live);

  const waits$ = new Subject<void>();
  fromEvent<SubmitEvent>(the('say'), 'submit').subscribe((submitted) => {
    submitted.preventDefault();
    const [field] = the('say').getElementsByTagName('input');
    const message = field?.value.trim();
    if (!field || !message) return;
    // Sent now, or as soon as there is a connection.
    if (live.send('chat_message', { message }) === 'queued') waits$.next();
    field.value = '';
  });

  /** How many messages wait for a connection. */
  const queued$ = merge(
    waits$.pipe(map(() => (queued: number) => queued + 1)),
    live.faults$.pipe(
      filter((fault) => fault.type === 'undelivered' && fault.name === 'chat_message'),
      map(() => (queued: number) => Math.max(0, queued - 1)),
    ),
    live.opened$.pipe(map(() => () => 0)),
  ).pipe(scan((queued, change) => change(queued), 0));
  queued$.subscribe((queued) => {
    the('queued').hidden = queued === 0;
    write(the('queued'), `${queued === 1 ? '1 message waits' : `${queued} messages wait`} for the next connection.`);
  });
}

function offerRooms(live: Live): void {
  const tabs = rooms.map((room) => element('button', { type: 'button', 'data-room': room }, `#${room}`));
  the('rooms').append(...tabs);
  const showEntered = (entered: string): void => {
    for (const tab of tabs) tab.setAttribute('aria-current', String(tab.dataset.room === entered));
  };
  showEntered(rooms[0]);
  fromEvent(the('rooms'), 'click')
    .pipe(
      map(({ target }) => (target instanceof HTMLElement ? target.dataset.room : undefined)),
      filter((room) => room !== undefined),
    )
    .subscribe((room) => {
      showEntered(room);
      live.join(room);
    });
}

function showTranscript({ room, lines }: Transcript): void {
  const list = the('lines');
  list.dataset.room = room;
  list.replaceChildren(...(lines.length > 0 ? lines.map(lineElement) : [nothingSaid(room)]));
  list.scrollTop = list.scrollHeight;
}

function lineElement({ username, message }: Line): HTMLElement {
  return element(
    'li',
    { class: username === me ? 'own' : '' },
    element('b', {}, username),
    element('span', {}, message),
  );
}

const nothingSaid = (room: string): HTMLElement =>
  element('li', { class: 'nothing' }, `Nothing has been said in #${room} yet.`);
