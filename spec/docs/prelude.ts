import type { GatewaySocket, StandardSchema, TokenSource } from 'rx-gateway-socket';
import type { gatewaySocketToken } from 'rx-gateway-socket/angular';
import type { Observable } from 'rxjs';

/** The names that the examples in doc comments use without declaring them. */
export * from '@angular/common/http';
export { inject } from '@angular/core';
export * from 'rx-gateway-socket';
export * from 'rx-gateway-socket/angular';
export * from 'rx-gateway-socket/tabs';
export * from 'rx-gateway-socket/local-gateway';
export * from 'rx-gateway-socket/testing';
export * from 'rxjs';

interface ChatMessage {
  readonly id: number;
  readonly username: string;
  readonly message: string;
}

export interface Inbound {
  toast: { level: 'success' | 'info' | 'warning' | 'error'; message: string };
  chat_message: ChatMessage;
  history: { room: string; messages: readonly ChatMessage[] };
  system: { level: string; message: string };
  saved: { id: number };
  price: { symbol: string; value: number };
}

export interface Outbound {
  chat_message: { message: string };
  fetch_history: {};
  watch: { symbol: string };
  unwatch: { symbol: string };
}

export declare const socket: GatewaySocket<Inbound, Outbound>;
export declare const url: string;
export declare const token: TokenSource;
export declare const Live: ReturnType<typeof gatewaySocketToken<Inbound, Outbound>>;
export declare const toastSchema: StandardSchema<Inbound['toast']>;
export declare const requests$: Observable<{ readonly action: 'chat_message'; readonly message: string }>;
export declare function fetchToken(): Promise<string>;
export declare function listen(token: string): Observable<GatewaySocket>;
export declare function showToast(level: Inbound['toast']['level'], message: string): void;
export declare function show(shown: unknown): void;
export declare function archive(message: unknown): void;
export declare function log(...words: readonly unknown[]): void;
export declare function breadcrumb(words: string): void;
