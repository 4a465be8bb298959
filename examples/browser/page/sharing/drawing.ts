import { element, the, write } from '../element';
import type { Part, Place, SharedRoom } from './places';

/** What stands on the line between the gateway and a tab. */
const LINKS: Readonly<Record<Part, string>> = {
  holder: 'each message, once',
  spare: 'in reserve',
  follower: '',
  none: '',
};

/** What stands in a tab. */
const DOES: Readonly<Record<Part, (holder: number | undefined) => string>> = {
  holder: () => 'has the connection',
  spare: () => 'is next in line',
  follower: (holder) => (holder === undefined ? 'waits' : `via tab ${holder}`),
  none: () => 'has no connection',
};

/** Draws the tabs of each room between the gateway and the channel on which the holder passes messages to the others. */
export function drawRooms(rooms: readonly SharedRoom[], own: number): void {
  const drawn = the('shared-rooms');
  const lists = rooms.map(({ room, places }) => {
    const list = childFor(drawn, 'room', room) ?? element('ol', { 'data-room': room });
    drawTabs(list, places, own);
    return list;
  });
  keepOnly(drawn, lists);

  const all = rooms.flatMap(({ places }) => places);
  const count = (part: Part) => all.filter((place) => place.part === part).length;
  write(
    the('shared-connections'),
    `${plural(count('holder'), 'connection')} and ${count('spare')} in reserve for ${plural(all.length, 'tab')}`,
  );
  const words = rooms.map((room) => inWords(room, rooms.length > 1));
  write(the('shared-words'), [`This is tab ${own}.`, ...words].join(' '));
}

/** The elements of tabs that stay are kept, so that only what changes is drawn again. */
function drawTabs(list: Element, places: readonly Place[], own: number): void {
  const holder = places.find(({ part }) => part === 'holder');
  const items = places.map(({ tab, part }) => {
    const item = childFor(list, 'tab', String(tab)) ?? newTab(tab);
    item.dataset.part = part;
    if (tab === own) item.setAttribute('aria-current', 'true');
    for (const [key, text] of Object.entries({ link: LINKS[part], does: DOES[part](holder?.tab) })) {
      const target = item.querySelector<HTMLElement>(`[data-is=${key}]`);
      if (target) write(target, text);
    }
    return item;
  });
  keepOnly(list, items);
}

function newTab(tab: number): HTMLElement {
  return element(
    'li',
    { 'data-tab': String(tab) },
    element('span', { class: 'link' }, element('span', { 'data-is': 'link' })),
    element(
      'span',
      { class: 'tab' },
      element('b', {}, `Tab ${tab}`),
      element('small', { class: 'you' }, 'this one'),
      element('small', { 'data-is': 'does' }),
    ),
  );
}

function inWords({ room, places }: SharedRoom, named: boolean): string {
  const tab = (part: Part) => places.find((place) => place.part === part)?.tab;
  const [holder, spare] = [tab('holder'), tab('spare')];
  const where = named && room !== '' ? `#${room}: ` : '';
  if (holder === undefined) return `${where}No tab has a connection.`;
  const next = spare === undefined ? '' : `, and tab ${spare} is next in line`;
  const others = places.length > 1 ? '; the others get each message from it over a BroadcastChannel' : '';
  return `${where}Tab ${holder} has the connection${next}${others}.`;
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function childFor(parent: Element, key: string, value: string): HTMLElement | undefined {
  return [...parent.children].find(
    (child): child is HTMLElement => child instanceof HTMLElement && child.dataset[key] === value,
  );
}

/** The children in that order. What is in its place already is not moved: a move starts its animations again. */
function keepOnly(parent: Element, wanted: readonly Element[]): void {
  for (const child of [...parent.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((child, index) => {
    const there = parent.children[index] ?? null;
    if (there !== child) parent.insertBefore(child, there);
  });
}
