import type { Observable, Subscription } from 'rxjs';
import { assemble } from '../../lib/gateway-socket';
import type { EnvironmentSignal, TokenInput, WebSocketCtor } from '../../lib';
import type { Host } from '../../lib/host';

/** What a world configures: options that 0.1.0 has as well. */
export interface RuleConfig {
  readonly url: string;
  readonly token: Observable<TokenInput>;
  readonly WebSocketCtor: WebSocketCtor;
  readonly environment: Observable<EnvironmentSignal>;
  readonly limits: { readonly age: number };
  readonly rotation: { readonly ahead: number; readonly spread: number; readonly overlap: number };
  readonly keepAlive: false | { readonly name: string; readonly every: number; readonly reply: string };
}

/** What a world uses of a client. */
export interface RuleClient {
  readonly messages$: Observable<object>;
  readonly events$: Observable<{ readonly type: string }>;
  readonly faults$: Observable<{ readonly type: string }>;
  send(name: 'save', params: { readonly n: number }): unknown;
  drain(): readonly { readonly params?: object | undefined }[];
  connect(): Subscription;
  close(): void;
}

/** A client with the rule of takeover that is looked at. */
export type Rule = (config: RuleConfig, host: Host) => RuleClient;

/** The client of this repository. */
export const thisRule: Rule = (config, host) => assemble<Inbound, Outbound, 'type'>({ ...config, log: false }, host);

interface Inbound {
  b: { text: string };
  r: { text: string };
}
interface Outbound {
  save: { n: number };
}
