/** What a tab is for the connection that it shares. */
export type Part =
  /** It has the connection, and passes the messages to the others. */
  | 'holder'
  /** It is next, with a second connection. */
  | 'spare'
  /** It gets the messages from the holder. */
  | 'follower'
  /** It uses no connection. */
  | 'none';

/** One open tab. */
export interface Place {
  /** The number that it took when it was opened. */
  readonly tab: number;
  readonly part: Part;
}

/** The tabs that share one connection. Tabs in another room have another one. */
export interface SharedRoom {
  /** Empty for tabs that use no connection. */
  readonly room: string;
  readonly places: readonly Place[];
}

/** The name of the lock that a tab has for as long as it is open. */
export const tabLock = (person: string, tab: number): string => JSON.stringify(['demo tab', person, tab]);

/**
 * The tabs of one person, by the locks of this origin. `acrossTabs()` has two locks for each connection; their names are
 * a list with the URL, `as` and the channel, and then `main` or `spare`. The holder has `main`, the next tab has `spare`,
 * and the others wait for `spare`.
 */
export function placesOf(person: string, { held = [], pending = [] }: LockManagerSnapshot): readonly SharedRoom[] {
  const rooms = new Map<string, Place[]>();
  for (const { name, clientId } of held) {
    const tab = tabOf(person, name);
    if (tab === undefined || clientId === undefined) continue;
    const { room, part } =
      partIn(held, person, clientId, { main: 'holder', spare: 'spare' }) ??
      partIn(pending, person, clientId, { spare: 'follower' }) ??
      NO_PART;
    rooms.set(room, [...(rooms.get(room) ?? []), { tab, part }]);
  }
  return [...rooms]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([room, places]) => ({ room, places: places.sort((a, b) => a.tab - b.tab) }));
}

const NO_PART = { room: '', part: 'none' } as const;

function tabOf(person: string, name: string | undefined): number | undefined {
  const [kind, of, tab] = listIn(name);
  return kind === 'demo tab' && of === person && typeof tab === 'number' ? tab : undefined;
}

/** What a tab is by its locks. While it moves to another room it has some in both, and the last one counts. */
function partIn(
  locks: readonly LockInfo[],
  person: string,
  clientId: string,
  parts: Readonly<Partial<Record<string, Part>>>,
): { readonly room: string; readonly part: Part } | undefined {
  return locks
    .filter((lock) => lock.clientId === clientId)
    .flatMap(({ name = '' }) => {
      const end = name.lastIndexOf(' ');
      const [kind, , , as, room] = listIn(name.slice(0, end));
      const part = parts[name.slice(end + 1)];
      return kind === 'rx-gateway-socket' && as === person && part ? { room: String(room), part } : [];
    })
    .at(-1);
}

/** Other scripts may have locks of any name. */
function listIn(name = ''): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(name);
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}
