import WebSocket from 'ws';
import type { WebSocketCtor } from '../../lib';
import type { Session } from './session';

type TakingHeaders = new (
  url: string,
  options: { readonly headers: Readonly<Record<string, string>> },
) => InstanceType<WebSocketCtor>;

/** From Node 22 on its own, which takes headers as well, though no browser does and the types of the DOM know none. */
const HostSocket: TakingHeaders =
  'WebSocket' in globalThis ? (globalThis.WebSocket as unknown as TakingHeaders) : WebSocket;

/** A WebSocket whose handshake says of which page and which login it is, as a browser's does by itself. */
export function socketOf({ origin, cookie }: Session): WebSocketCtor {
  return class extends HostSocket {
    constructor(url: string) {
      super(url, { headers: { Origin: origin, Cookie: cookie } });
    }
  };
}
