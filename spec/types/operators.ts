import type { Observable } from 'rxjs';
import { ofAction, ofType, retryBackoff, type GatewaySocket } from '../../lib';
import type { Chat, Inbound, Outbound, Toast } from './maps';
import { same } from './same';

type Emitted<Stream$> = Stream$ extends Observable<infer T> ? T : never;

export function ofTypeNarrows(socket: GatewaySocket<Inbound, Outbound>) {
  const toast$ = socket.messages$.pipe(ofType('toast'));
  same<Emitted<typeof toast$>, Toast>();
  const both$ = socket.messages$.pipe(ofType('toast', 'chat_message'));
  same<Emitted<typeof both$>, Toast | Chat>();
  return [toast$, both$];
}

export function ofTypeRefusesAnotherName(socket: GatewaySocket<Inbound, Outbound>, numbers$: Observable<number>) {
  return [
    // @ts-expect-error: no such type
    socket.messages$.pipe(ofType('toasts')),
    // @ts-expect-error: the second is none
    socket.messages$.pipe(ofType('toast', 'toasts')),
    // @ts-expect-error: a number has no type
    numbers$.pipe(ofType('toast')),
  ];
}

interface Join {
  readonly action: 'join';
  readonly room: string;
}
interface Leave {
  readonly action: 'leave';
}

export function ofActionNarrowsAndRefusesAnotherName(
  requests$: Observable<Join | Leave>,
  messages$: Observable<Toast>,
) {
  const join$ = requests$.pipe(ofAction('join'));
  same<Emitted<typeof join$>, Join>();
  return [
    join$,
    // @ts-expect-error: no such action
    requests$.pipe(ofAction('jump')),
    // @ts-expect-error: these have a type, and no action
    messages$.pipe(ofAction('toast')),
  ];
}

export function retryBackoffKeepsTheType(toasts$: Observable<Toast>) {
  const retried$ = toasts$.pipe(retryBackoff({ jitter: 'full' }));
  same<Emitted<typeof retried$>, Toast>();
  return [
    retried$,
    // @ts-expect-error: no such jitter
    toasts$.pipe(retryBackoff({ jitter: 'some' })),
    // @ts-expect-error: no such option
    toasts$.pipe(retryBackoff({ delay: 1 })),
  ];
}
