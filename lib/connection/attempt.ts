import { switchMap, type Observable } from 'rxjs';
import { ConfigError } from '../errors';
import type { Host } from '../host';
import { announced } from './announced';
import { checkUrl, connectUrl, type ConnectQuery } from './connect-url';
import { keepingAlive, type KeepAlive } from './keep-alive';
import { openSocket, type OpenSocketOptions, type SocketSignal } from './open-socket';

/** What a token is fetched for. */
export interface AttemptContext {
  /** From 1 since the connection was last stable. */
  readonly attempt: number;
  readonly channel?: string;
}

/** What one attempt is made of. */
export interface AttemptOptions extends ConnectQuery, OpenSocketOptions {
  readonly url: string | (() => string);
  readonly allowInsecure: boolean;
  /** One fresh token; left out where the gateway asks for none. */
  readonly authorize: ((context: AttemptContext) => Observable<string>) | undefined;
  readonly keepAlive: KeepAlive | undefined;
}

/** What one attempt says: its two steps as each begins, then what its socket says; and that it is held back first. */
export type AttemptSignal =
  | { readonly type: 'held' }
  | ({ readonly type: 'authorizing' } & AttemptContext)
  | ({ readonly type: 'connecting' } & AttemptContext)
  | SocketSignal;

/** One attempt: a fresh token feeds one socket. Errors with whatever ends it, and never completes. */
export function attempting(options: AttemptOptions, host: Host, context: AttemptContext): Observable<AttemptSignal> {
  const { authorize } = options;
  const connect = (token?: string): Observable<AttemptSignal> =>
    announced<AttemptSignal>({ type: 'connecting', ...context }, () => {
      const { channel } = context;
      const url = connectUrl(baseUrl(options), options, { token, channel });
      return openSocket(url, options, host).pipe(keepingAlive(options.keepAlive, host));
    });
  if (!authorize) return connect();
  return announced<AttemptSignal>({ type: 'authorizing', ...context }, () =>
    authorize(context).pipe(switchMap(connect)),
  );
}

/** The address of the next connection, asked for each time where it is a function. */
function baseUrl({ url, allowInsecure, ...query }: AttemptOptions): string {
  if (typeof url === 'string') return url;
  let returned: unknown;
  try {
    returned = url();
  } catch (cause) {
    throw new ConfigError('url', 'the function threw.', { cause });
  }
  return checkUrl(returned, query, allowInsecure);
}
