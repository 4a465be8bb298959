import type { Observable } from 'rxjs';
import type { ChatMessage, Draft, Inbound } from './socket';

/** What the application around a block has already. */
export declare function showToast(level: Inbound['toast']['level'], message: string): void;
export declare function show(shown: unknown): void;
export declare function showAll(messages: readonly ChatMessage[]): void;
export declare function append(username: string, message: string): void;
export declare function archive(message: unknown): void;
export declare function log(...words: readonly unknown[]): void;
export declare function warn(words: string): void;
export declare function breadcrumb(words: string): void;
export declare const metrics: { count(name: string, tag: unknown): void };
export declare const banner: HTMLElement;
export declare const draft: Draft;
export declare const loggedIn$: Observable<unknown>;
export declare const room$: Observable<string>;
export declare function redirectToLogin(): void;
