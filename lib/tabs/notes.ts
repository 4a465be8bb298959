import type { Signal } from '../connection/signals';
import type { ConnectionError, GatewaySocketError } from '../errors';
import type { Fault, UndeliveredReason } from '../events';

/** Changes with every change of the notes: tabs with another version have another lock and another channel. */
const VERSION = 2;

/** The name of the locks and of the channel of one connection. */
export function lineName(url: string, as: string, channel: string | undefined): string {
  return JSON.stringify(['rx-gateway-socket', VERSION, url, as, channel]);
}

/** The signals of the core that name no link go to the tabs as they are. */
type StepType = 'authorizing' | 'connecting' | 'waiting' | 'paused' | 'rotating' | 'ended' | 'fault';

export type Step =
  | Extract<Signal, { readonly type: StepType }>
  /** No retry can cure it. */
  | { readonly type: 'failed'; readonly error: GatewaySocketError };

/** A change of the shared connection. In the others a link is named by a number. */
export type News =
  | Step
  /** A connection is open: each tab sends its `hello` on it. */
  | { readonly type: 'greeted'; readonly link: number }
  /** The sends move to it, for the first time or back from a newer one. `rotated`: it was opened beside another one. */
  | { readonly type: 'took over' | 'reverted'; readonly link: number; readonly rotated: boolean }
  | { readonly type: 'gone'; readonly link: number; readonly error: ConnectionError };

/** A place in the line of notes of one holder. */
export interface Place {
  /** Names the holder. */
  readonly gen: string;
  /** The number of its last note that is counted: each one is the next, so that a tab finds a gap. */
  readonly n: number;
}

/** What goes over the channel. */
export type Note =
  // What a tab sends to the holder.
  /** Asks for the state. */
  | { readonly t: 'hello' }
  /** A message to be sent; `from` names its tab. `link`: on that connection alone, and nobody waits for a report. */
  | {
      readonly t: 'send';
      readonly gen: string;
      readonly from: string;
      readonly id: string;
      readonly text: string;
      readonly link?: number | undefined;
    }
  | { readonly t: 'reconnect' | 'resume'; readonly gen: string }
  // What the holder sends to all tabs.
  /** All news that lead to the present. `after`: where the last holder stopped, if nothing is missing in between. */
  | ({ readonly t: 'state'; readonly news: readonly News[]; readonly after?: Place | undefined } & Place)
  | ({ readonly t: 'news'; readonly news: readonly News[] } & Place)
  /** `to`: the reply to a request of that tab. */
  | ({ readonly t: 'frame'; readonly data: unknown; readonly to?: string | undefined } & Place)
  /** Messages were sent. */
  | { readonly t: 'sent'; readonly ids: readonly string[] }
  /** A message was not sent, or may be lost. */
  | { readonly t: 'lost'; readonly id: string; readonly reason: UndeliveredReason }
  /** The holder stops. What it has not reported as sent until now, it never sent. */
  | { readonly t: 'bye'; readonly gen: string }
  // Others.
  /** Of the spare: whether nothing is lost when it takes over now. */
  | { readonly t: 'ready'; readonly ready: boolean }
  /** Comes back to its sender, after everything that was sent before it. */
  | { readonly t: 'fence'; readonly id: string };

/** The notes that a tab follows one by one. */
export type Counted = Extract<Note, Place & { readonly t: 'state' | 'news' | 'frame' }>;

export function isCounted(note: Note): note is Counted {
  return 'n' in note;
}

/** Receives every note, those of this page included. */
export interface NoteReceiver {
  hear(note: Note): void;
  /** A fault of this page alone. */
  fault(fault: Fault): void;
}
