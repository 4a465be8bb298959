/**
 * The place of a page in the line for one connection. There are two locks: the page with `main` runs the connection, the
 * page with `spare` is the next one and alone waits for `main`. All others wait for `spare`.
 */
export type Role =
  /** It does not take part. */
  | 'out'
  /** It waits for `spare`. */
  | 'queued'
  /** The same, and as soon as it has it, it takes `main` away from a holder that does not answer. */
  | 'urgent'
  | 'spare'
  | 'holder';

export type Lock = 'main' | 'spare';

export type ElectionInput =
  /** The page uses the connection from now on. */
  | 'enter'
  /** The page does not use the connection any more, or is about to be stopped. */
  | 'leave'
  | `${Lock} granted`
  /** Another page took the lock away, or the browser did. */
  | `${Lock} lost`
  /** The holder does not answer. */
  | 'silent';

export type ElectionEffect =
  /** Waits for a lock. */
  | `ask ${Lock}`
  /** Takes a lock away from its page. */
  | `steal ${Lock}`
  /** Lets go of a lock, or stops to wait for it. */
  | `free ${Lock}`
  /** Opens a second connection, and keeps what arrives on it. */
  | 'stand by'
  /** Runs the connection for all tabs. */
  | 'hold'
  /** Closes the connection, after the last note. */
  | 'resign'
  /** Closes the connection: another page is the holder. */
  | 'give up';

type Row = Partial<Readonly<Record<ElectionInput, readonly [Role, ...ElectionEffect[]]>>>;

const TABLE: Readonly<Record<Role, Row>> = {
  out: { enter: ['queued', 'ask spare'] },
  queued: {
    leave: ['out', 'free spare'],
    'spare granted': ['spare', 'ask main', 'stand by'],
    'spare lost': ['queued', 'ask spare'],
    silent: ['urgent', 'free spare', 'steal spare'],
  },
  urgent: {
    leave: ['out', 'free spare'],
    'spare granted': ['spare', 'steal main'],
    'spare lost': ['queued', 'ask spare'],
  },
  spare: {
    leave: ['out', 'give up', 'free main', 'free spare'],
    'main granted': ['holder', 'hold', 'free spare'],
    'main lost': ['spare', 'ask main'],
    'spare lost': ['queued', 'give up', 'free main', 'ask spare'],
    silent: ['spare', 'free main', 'steal main'],
  },
  holder: {
    leave: ['out', 'resign', 'free main'],
    'main lost': ['queued', 'give up', 'free main', 'ask spare'],
  },
};

/** The next role of a page, and what it does. What has no row changes nothing. */
export function elect(role: Role, input: ElectionInput): readonly [Role, ...ElectionEffect[]] {
  return TABLE[role][input] ?? [role];
}
