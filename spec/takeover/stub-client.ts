import { Subject, Subscription } from 'rxjs';
import type { WebSocketLike } from '../../lib';
import type { TakeoverConnection } from './connection';
import type { Rule, RuleConfig } from './rule';

/** What a client of a test does wrong. */
export interface Wrong {
  /** It writes no message. */
  readonly swallows?: true;
  /** It tells of each message as `undelivered`. */
  readonly tells?: true;
  /** It delivers no broadcasts, or no replies. */
  readonly drops?: 'b' | 'r';
  /** It delivers each of these twice. */
  readonly doubles?: 'b' | 'r';
  /** It gives its connection up after so long, for another, and reads it for 5 s more. */
  readonly givesUpAfter?: number;
}

interface Message {
  readonly type: string;
}

/** A client with one connection, and nothing else: what a world sees of it is what the client is told to do wrong. */
export function stubClient({ swallows, tells, drops, doubles, givesUpAfter }: Wrong): Rule {
  return (config, { scheduler }) => {
    const messages$ = new Subject<Message>();
    const faults$ = new Subject<{ readonly type: string; readonly params?: object }>();
    const events$ = new Subject<{ readonly type: string }>();
    let current: WebSocketLike | undefined;
    const deliver = (message: Message): void => {
      if (message.type === drops) return;
      messages$.next(message);
      if (message.type === doubles) messages$.next(message);
    };
    const connect = (): void =>
      openSocket(config, deliver, (socket) => {
        const old = current;
        current = socket;
        if (old) events$.next({ type: 'ended' });
        if (old) scheduler.schedule(() => old.close(), 5_000);
        events$.next({ type: 'open' });
      });
    return {
      messages$,
      faults$,
      events$,
      send: (_name, params) => {
        if (tells) faults$.next({ type: 'undelivered', params });
        if (!swallows) current?.send(JSON.stringify({ action: 'save', ...params }));
      },
      drain: () => [],
      connect: () => {
        connect();
        return givesUpAfter === undefined ? Subscription.EMPTY : scheduler.schedule(connect, givesUpAfter);
      },
      close: () => current?.close(),
    };
  };
}

function openSocket(
  { token, url, WebSocketCtor }: RuleConfig,
  deliver: (message: Message) => void,
  opened: (socket: WebSocketLike) => void,
): void {
  token.subscribe(() => {
    // The sockets of a world have handlers, as a browser's.
    const socket = new WebSocketCtor(url) as WebSocketLike & Pick<TakeoverConnection, 'onopen' | 'onmessage'>;
    socket.onopen = () => opened(socket);
    socket.onmessage = ({ data }) => deliver(JSON.parse(String(data)) as Message);
  });
}
