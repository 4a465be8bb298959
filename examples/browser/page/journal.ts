import { map, merge, timestamp } from 'rxjs';
import type { Fault, SocketEvent } from 'rx-gateway-socket';
import { element, the } from './element';
import type { Live } from './live';

/** How many lines are kept. */
const MOST = 40;

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** The life of the connection in words. Events and faults hold no token, so they may be shown to anybody. */
export function showJournal(live: Live): void {
  merge(
    live.events$.pipe(map((event) => ({ kind: event.type, words: eventInWords(event) }))),
    live.faults$.pipe(map((fault) => ({ kind: 'fault', words: faultInWords(fault) }))),
  )
    .pipe(timestamp())
    .subscribe(({ value: { kind, words }, timestamp: at }) => {
      const journal = the('journal');
      journal.prepend(
        element('li', { 'data-kind': kind }, element('time', {}, clock.format(at)), element('span', {}, words)),
      );
      for (const old of [...journal.children].slice(MOST)) old.remove();
    });
}

function eventInWords(event: SocketEvent): string {
  switch (event.type) {
    case 'token':
      return `asks for a token, attempt ${event.attempt}`;
    case 'connecting':
      return `connects to #${event.channel ?? ''}`;
    case 'open':
      return `connection ${event.count} is open${event.rotated ? ', without a gap' : afterGap(event.downtime)}`;
    case 'ended':
      return event.error.kind === 'refused' ? 'was refused' : `ended: ${event.error.kind}, code ${event.error.code}`;
    case 'rotating':
      return `opens the next one beside it: ${event.why}`;
    case 'waiting':
      return `waits ${(event.delay / 1_000).toFixed(1)} s: ${event.reason}`;
    case 'paused':
      return `pauses: ${event.reason}`;
    case 'failed':
      return `gives up: ${event.error.kind}`;
    default:
      return `is ${event.type}`;
  }
}

const afterGap = (downtime: number): string => (downtime > 0 ? `, after ${(downtime / 1_000).toFixed(1)} s` : '');

function faultInWords(fault: Fault): string {
  switch (fault.type) {
    case 'token':
      return `no token: ${fault.error.kind}`;
    case 'refused':
      return `refused ${fault.attempts} times in a row`;
    case 'undelivered':
      return `${fault.name} was not delivered: ${fault.reason}`;
    case 'gateway-error':
      return `the gateway says: ${fault.message}`;
    default:
      return fault.type;
  }
}
