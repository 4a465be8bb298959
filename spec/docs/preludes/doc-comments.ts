import type { GatewaySocket, StandardSchema } from 'rx-gateway-socket';
import type { gatewaySocketToken } from 'rx-gateway-socket/angular';
import type { Observable } from 'rxjs';
import type { Inbound, Outbound } from './socket';

/** What the examples in doc comments take as given, beside what they show. */
export * from '@angular/common/http';
export { inject } from '@angular/core';
export * from 'rx-gateway-socket/angular';
export * from 'rx-gateway-socket/tabs';
export * from 'rx-gateway-socket/local-gateway';
export * from 'rx-gateway-socket/testing';
export * from './application';
export * from './library';
export * from './rxjs';
export * from './socket';
export declare const Live: ReturnType<typeof gatewaySocketToken<Inbound, Outbound>>;
export declare const toastSchema: StandardSchema<Inbound['toast']>;
export declare const requests$: Observable<{ readonly action: 'chat_message'; readonly message: string }>;
export declare function fetchToken(): Promise<string>;
export declare function listen(token: string): Observable<GatewaySocket>;
