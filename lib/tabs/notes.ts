import type { Fault, RotationReason, UndeliveredReason } from '../events';
import type { ConnectionError, GatewaySocketError } from '../errors';
import type { PausedReason, Underway, WaitingReason } from '../status';

/** Changes with every change of the notes: tabs with another version have another lock and another channel. */
const VERSION = 1;

/** The name of the locks and of the channel of one connection. */
export function lineName(url: string, as: string, channel: string | undefined): string {
  return JSON.stringify(['rx-gateway-socket', VERSION, url, as, channel]);
}

/** A change of the shared connection: what a tab needs of the signals of the core. A link is named by a number. */
export type News =
  | { readonly type: 'authorizing' | 'connecting'; readonly attempt: number }
  | {
      readonly type: 'waiting';
      readonly reason: WaitingReason;
      readonly attempt: number;
      readonly delay: number;
      readonly cause?: GatewaySocketError;
    }
  | { readonly type: 'paused'; readonly reason: PausedReason }
  | { readonly type: 'rotating'; readonly why: RotationReason }
  | { readonly type: 'ended'; readonly error: ConnectionError; readonly next?: Underway }
  | { readonly type: 'fault'; readonly fault: Fault }
  | { readonly type: 'failed'; readonly error: GatewaySocketError }
  /** A connection is open: each tab sends its `hello` on it. */
  | { readonly type: 'greeted'; readonly link: number }
  /** The sends move to it, for the first time or back from a newer one. */
  | { readonly type: 'took over' | 'reverted'; readonly link: number }
  | { readonly type: 'gone'; readonly link: number; readonly error: ConnectionError };

/** A place in the line of notes of one holder. */
export interface Place {
  /** Names the holder. */
  readonly gen: string;
  /** The number of its last note that is counted: each one is the next, so that a tab finds a gap. */
  readonly n: number;
}

/** A message of a tab: which tab, and which of its messages. */
export interface Envelope {
  readonly from: string;
  readonly n: number;
}

/** What a tab sends to the holder. */
export type Request =
  /** Asks for the state. `start`: somebody uses the connection, so a failed one is tried again. */
  | { readonly t: 'hello'; readonly start: boolean }
  /** A message to be sent. `link`: on that connection alone (the option `hello`). */
  | ({ readonly t: 'send'; readonly gen: string; readonly text: string; readonly link?: number } & Envelope)
  | { readonly t: 'ask'; readonly gen: string; readonly command: 'reconnect' | 'resume' };

/** What the holder sends to all tabs. */
export type Report =
  /** All that a tab needs to know. `after`: where the last holder stopped, if nothing is missing in between. */
  | ({ readonly t: 'state'; readonly news: readonly News[]; readonly after?: Place } & Place)
  | ({ readonly t: 'news'; readonly news: News } & Place)
  /** `to`: the reply to a request of that tab. */
  | ({ readonly t: 'frame'; readonly data: unknown; readonly to?: string } & Place)
  /** Messages were sent: for each tab, all up to that number that were not reported as lost. */
  | { readonly t: 'sent'; readonly gen: string; readonly upTo: Readonly<Record<string, number>> }
  /** A message was not sent, or may be lost. */
  | {
      readonly t: 'lost';
      readonly gen: string;
      readonly to: string;
      readonly n: number;
      readonly reason: UndeliveredReason;
    }
  /** The holder stops. What it has not reported as sent until now, it never sent. */
  | { readonly t: 'bye'; readonly gen: string };

/** What goes over the channel. */
export type Note =
  | Request
  | Report
  /** Of the spare: whether nothing is lost when it takes over now. */
  | { readonly t: 'ready'; readonly ready: boolean }
  /** Comes back to its sender, after everything that was sent before it. */
  | { readonly t: 'fence'; readonly from: string };

/** The notes that a tab follows one by one. */
export function isCounted(note: Note): note is Extract<Note, Place & { readonly t: 'state' | 'news' | 'frame' }> {
  return note.t === 'state' || note.t === 'news' || note.t === 'frame';
}
