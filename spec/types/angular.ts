import { HttpClient } from '@angular/common/http';
import { inject, type EnvironmentProviders, type InjectionToken, type Provider, type Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { bootstrapApplication } from '@angular/platform-browser';
import { EMPTY } from 'rxjs';
import { types, type GatewaySocket, type TokenInput } from '../../lib';
import { gatewaySocketToken, provideGatewaySocket } from '../../lib/angular';
import type { Inbound, Outbound, Toast } from './maps';
import { isA, use } from './same';
import { z } from 'zod';

const url = 'wss://ws.example.com';
const Live = gatewaySocketToken<Inbound, Outbound>('live');

export function aTokenCarriesTheTypesOfTheMessages() {
  isA<InjectionToken<GatewaySocket<Inbound, Outbound>>>()(Live);
  const live = inject(Live);
  isA<GatewaySocket<Inbound, Outbound>>()(live);
  isA<Signal<Toast | undefined>>()(toSignal(live.on('toast')));
  // @ts-expect-error: no message of this type ever arrives
  use(live.on('toasts'));
  // @ts-expect-error: it needs its text
  live.send('chat_message');
  const anything = inject(gatewaySocketToken('anything'));
  isA<GatewaySocket>()(anything);
  use(anything.on('whatever'));
  // @ts-expect-error: it needs a name
  use(gatewaySocketToken());
}

export function aProviderFitsWhereverProvidersStand(app: Parameters<typeof bootstrapApplication>[0]) {
  const provider = provideGatewaySocket(Live, () => ({ url }));
  use(bootstrapApplication(app, { providers: [provider] }));
  const ofARoute: (Provider | EnvironmentProviders)[] = [provider];
  const ofAComponent: Provider[] = [provider, [provider]];
  use(ofARoute, ofAComponent);
}

export function theFactoryIsCheckedAgainstTheOptions() {
  use(provideGatewaySocket(Live, () => ({ url, token: inject(HttpClient).post<TokenInput>('/api/ws-token/', null) })));
  use(provideGatewaySocket(Live, () => ({ url, keepAlive: { name: 'ping', every: 1_000 }, channel: 'general' })));
  // @ts-expect-error: a url is required
  use(provideGatewaySocket(Live, () => ({ channel: 'general' })));
  // @ts-expect-error: what it posts for must be a token
  use(provideGatewaySocket(Live, () => ({ url, token: inject(HttpClient).post<{ key: string }>('/api/', null) })));
  // @ts-expect-error: of another type
  use(provideGatewaySocket(Live, () => ({ url, linger: '5s' })));
  // @ts-expect-error: the options themselves are no factory
  use(provideGatewaySocket(Live, { url }));
  // @ts-expect-error: nothing waits for it
  use(provideGatewaySocket(Live, async () => Promise.resolve({ url })));
  use(provideGatewaySocket(Live, () => ({ url, resumeOn: EMPTY })));
}

export function schemasAreThoseOfTheToken() {
  const schemas = { toast: z.object({ level: z.enum(['success', 'error']), message: z.string() }) };
  interface Told {
    toast: { level: 'success' | 'error'; message: string };
  }
  const Checked = gatewaySocketToken<Told, Outbound>('checked');
  use(provideGatewaySocket(Checked, () => ({ url, schemas, outbound: types<Outbound>() })));
  // @ts-expect-error: the token says that a toast has a message
  use(provideGatewaySocket(Checked, () => ({ url, schemas: { toast: z.object({ level: z.enum(['success']) }) } })));
  // @ts-expect-error: the token names other messages
  use(provideGatewaySocket(Live, () => ({ url, schemas })));
  // @ts-expect-error: the token names other messages
  use(provideGatewaySocket(Checked, () => ({ url, outbound: types<{ other: {} }>() })));
}

export function anotherKeyIsTheTokensThird() {
  const Kinds = gatewaySocketToken<Inbound, Outbound, 'kind'>('kinds');
  use(provideGatewaySocket(Kinds, () => ({ url, typeKey: 'kind' })));
  inject(Kinds)
    .on('toast')
    .subscribe(({ kind }) => isA<'toast'>()(kind));
  // @ts-expect-error: the token says that messages are told apart by `kind`
  use(provideGatewaySocket(Kinds, () => ({ url, typeKey: 'type' })));
}
