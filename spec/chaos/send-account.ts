import type { GatewaySocket, Opened } from '../../lib';
import type { VirtualBackend, Written } from '../support/virtual-backend';
import type { Inbound, Outbound } from './world';

/**
 * What became of each message that `send()` accepted. It arrived, it was told as `undelivered`, or it is the one loss that
 * cannot be seen from outside here: it was sent to a connection that had died without a sign, and that was trusted.
 */
export class SendAccount {
  #sent = 0;
  readonly #told = new Set<number>();
  /** For each opening, the connection that it announced. */
  readonly #announced = new Map<number, number>();

  /** The openings whose connection was dropped as deaf. */
  readonly #dropped = new Set<number>();

  constructor(
    private readonly socket: GatewaySocket<Inbound, Outbound>,
    private readonly backend: VirtualBackend,
  ) {
    socket.faults$.subscribe((fault) => {
      if (fault.type === 'undelivered' && fault.name === 'say') this.#told.add((fault.params as { n: number }).n);
    });
    socket.opened$.subscribe((opened) => this.#opened(opened));
    socket.events$.subscribe((event) => {
      if (event.type === 'ended' && event.error.kind === 'unresponsive')
        this.#dropped.add(Math.max(...this.#announced.keys()));
    });
  }

  send(): 'sent' | 'queued' | 'dropped' {
    this.#sent += 1;
    return this.socket.send('say', { n: this.#sent });
  }

  /** What should not have been. */
  wrongs(): readonly string[] {
    return [...this.#lostInSilence(), ...this.#sentToAnOlderOne()];
  }

  #opened({ count }: Opened): void {
    this.#announced.set(count, this.backend.opened.length - 1);
    this.socket.send('opened', { count });
  }

  #lostInSilence(): readonly string[] {
    const fates = new Map<number, Written['fate']>();
    for (const { text, fate } of this.backend.written) {
      const { action, n } = JSON.parse(text) as { readonly action: string; readonly n: number };
      if (action === 'say' && fates.get(n) !== 'handled') fates.set(n, fate);
    }
    return Array.from({ length: this.#sent }, (_, index) => index + 1)
      .filter((n) => !this.#told.has(n) && fates.get(n) !== 'handled' && fates.get(n) !== 'frozen')
      .map((n) => `send ${n} was lost in silence (${fates.get(n) ?? 'never written'})`);
  }

  /** What is sent from within `opened$` goes to the connection that it announced, or, where that is lost, to a later one. */
  #sentToAnOlderOne(): readonly string[] {
    return this.backend.written.flatMap(({ text, socket }) => {
      const { action, count } = JSON.parse(text) as { readonly action: string; readonly count: number };
      // What waited for the end of a trial goes where the sends go back to.
      if (action !== 'opened' || this.#dropped.has(count)) return [];
      const to = this.backend.opened.indexOf(socket);
      const announced = this.#announced.get(count) ?? Infinity;
      return to < announced ? [`what was sent at opening ${count} went to connection ${to}, not ${announced}`] : [];
    });
  }
}
