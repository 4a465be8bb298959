import type { Signal } from '../connection/signals';
import type { ConnectionError, GatewaySocketError } from '../errors';
import type { Fault, UndeliveredReason } from '../events';

/** Incremented with every change of the notes: tabs with another version have another lock and another channel. */
const VERSION = 2;

/** The name of the locks and of the channel of one connection. */
export function lineName(url: string, as: string, channel: string | undefined): string {
  return JSON.stringify(['rx-gateway-socket', VERSION, url, as, channel]);
}

/** Signals of the core without a link, which are passed to the tabs unchanged. */
type StepType = 'authorizing' | 'connecting' | 'waiting' | 'paused' | 'rotating' | 'ended' | 'fault';

export type Step =
  | Extract<Signal, { readonly type: StepType }>
  /** An error that no retry can cure. */
  | { readonly type: 'failed'; readonly error: GatewaySocketError };

/** A change of the shared connection. In all other news a link is identified by a number. */
export type News =
  | Step
  /** A connection is open: each tab sends its `hello` on it. */
  | { readonly type: 'greeted'; readonly link: number }
  /**
   * The sends move to it, for the first time or back from a newer one. `rotated`: it was opened next to another one.
   */
  | { readonly type: 'took over' | 'reverted'; readonly link: number; readonly rotated: boolean }
  | { readonly type: 'gone'; readonly link: number; readonly error: ConnectionError };

/** A position in the notes of one holder. */
export interface Place {
  /** The id of the holder. */
  readonly gen: string;
  /** The number of its last counted note. The numbers are consecutive, so that a tab detects a gap. */
  readonly n: number;
}

/** A note on the channel. */
export type Note =
  // Notes of a tab to the holder.
  /** Requests the state. */
  | { readonly t: 'hello' }
  /** A message to be sent; `from` is the id of its tab. `link`: only on that connection, and without a report. */
  | {
      readonly t: 'send';
      readonly gen: string;
      readonly from: string;
      readonly id: string;
      readonly text: string;
      readonly link?: number | undefined;
    }
  | { readonly t: 'reconnect' | 'resume'; readonly gen: string }
  // Notes of the holder to all tabs.
  /**
   * All news that lead to the current state. `after`: the last position of the previous holder, if nothing is missing
   * in between.
   */
  | ({ readonly t: 'state'; readonly news: readonly News[]; readonly after?: Place | undefined } & Place)
  | ({ readonly t: 'news'; readonly news: readonly News[] } & Place)
  /** `to`: the reply to a request of that tab. */
  | ({ readonly t: 'frame'; readonly data: unknown; readonly to?: string | undefined } & Place)
  /** Messages were sent. */
  | { readonly t: 'sent'; readonly ids: readonly string[] }
  /** A message was not sent, or may be lost. */
  | { readonly t: 'lost'; readonly id: string; readonly reason: UndeliveredReason }
  /** The holder stops. It never sent the messages that it has not reported as sent until now. */
  | { readonly t: 'bye'; readonly gen: string }
  // Other notes.
  /** From the spare: whether nothing is lost when it takes over now. */
  | { readonly t: 'ready'; readonly ready: boolean }
  /** Returned to its sender, after everything that was sent before it. */
  | { readonly t: 'fence'; readonly id: string };

/** The notes that a tab processes one by one. */
export type Counted = Extract<Note, Place & { readonly t: 'state' | 'news' | 'frame' }>;

export function isCounted(note: Note): note is Counted {
  return 'n' in note;
}

/** Receives all notes, including those of this page. */
export interface NoteReceiver {
  handle(note: Note): void;
  /** A fault of this page only. */
  fault(fault: Fault): void;
}
