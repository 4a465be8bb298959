/** An Angular application, as a stranger would type it. It is compiled in every module resolution that Angular has and never run. */
import { inject, type ApplicationConfig } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { EMPTY, type Observable } from 'rxjs';
import type { TokenInput } from 'rx-gateway-socket';
import { gatewaySocketToken, provideGatewaySocket } from 'rx-gateway-socket/angular';

interface Inbound {
  toast: { level: 'success' | 'error'; message: string };
}
interface Outbound {
  chat_message: { message: string };
}

const Live = gatewaySocketToken<Inbound, Outbound>('live');
const token: Observable<TokenInput> = EMPTY;

export const application: ApplicationConfig = {
  providers: [provideGatewaySocket(Live, () => ({ url: 'wss://ws.example.com', token }))],
};

export class Notifications {
  readonly toast = toSignal(inject(Live).on('toast'));
  readonly level = (): 'success' | 'error' | undefined => this.toast()?.level;
  // @ts-expect-error no message of this type ever arrives
  readonly tost = toSignal(inject(Live).on('tost'));
}

// @ts-expect-error a url is required
export const provider = provideGatewaySocket(Live, () => ({ token }));
