import { isUtf8 } from 'node:buffer';
import type { PostOutcome } from '../backend/handlers';
import type { Faults } from '../faults';
import type { GatewayEvents } from '../gateway-event';
import { LocalGatewayOptionError, shown } from '../option-error';
import { redact } from '../redact';
import type { SessionTable } from '../rules/session-table';
import type { Limits } from '../settings';
import type { Connections } from './connections';

/** Sends messages to clients, for the methods of the gateway, the `@connections` API and handlers. */
export class Delivery {
  readonly #scattered = new Set<NodeJS.Timeout>();

  constructor(
    private readonly connections: Connections,
    private readonly sessions: SessionTable,
    private readonly limits: Limits,
    private readonly faults: Faults,
    private readonly events: GatewayEvents,
    private readonly random: () => number,
  ) {}

  /** Sends to one connection. */
  post(connectionId: string, message: unknown): PostOutcome {
    const payload = payloadOf(message);
    if (payload.length > this.limits.messageBytes) return 'too-large';
    const fault = this.faults.postFailures.take();
    if (fault === undefined) return this.send(connectionId, payload);
    this.events.emit(() => ({ type: 'fault', verb: 'failPosts', connectionId }));
    if (fault.delivered) this.send(connectionId, payload);
    return fault.outcome;
  }

  /**
   * Sends to each row of a channel that is marked as connected. After the last message, rows without a connection are
   * marked as gone, as in the package. Returns how many messages were sent, or wait because of a `scatter`.
   */
  broadcast(message: unknown, channel?: string): number {
    const payload = payloadOf(message);
    if (payload.length > this.limits.messageBytes) return 0;
    const rows = [...this.sessions.connectedIn(channel)];
    if (this.faults.broadcastScatter > 0) {
      this.#scatter(rows, payload);
      return rows.length;
    }
    const outcomes = rows.map((connectionId) => this.send(connectionId, payload));
    this.#mark(rows.filter((_, index) => outcomes[index] === 'gone'));
    return outcomes.filter((outcome) => outcome === 'sent').length;
  }

  /** Has the effect of a broadcast at this moment: the connection is still pending, so its row is marked as gone. */
  touch(connectionId: string): void {
    if (this.connections.find(connectionId) === undefined) this.sessions.markGone(connectionId);
  }

  /**
   * `DELETE @connections`: a close with 1000, without a choice of code or reason. Returns false if there is no such
   * connection.
   */
  disconnect(connectionId: string): boolean {
    const connection = this.connections.find(connectionId);
    connection?.close(1000, '', 'Connection Closed Normally');
    return connection !== undefined;
  }

  /** Drops the messages that still wait. */
  close(): void {
    for (const timer of this.#scattered) clearTimeout(timer);
  }

  send(connectionId: string, payload: Buffer): PostOutcome {
    const connection = this.connections.find(connectionId);
    if (connection === undefined) return 'gone';
    const outcome = connection.send(payload);
    if (outcome === 'sent') {
      this.events.emit(() => ({ type: 'sent', connectionId, bytes: payload.length, text: redact(payload.toString()) }));
    }
    return outcome;
  }

  #scatter(rows: readonly string[], payload: Buffer): void {
    const gone: string[] = [];
    let left = rows.length;
    for (const connectionId of rows) {
      const timer = setTimeout(() => {
        this.#scattered.delete(timer);
        if (this.send(connectionId, payload) === 'gone') gone.push(connectionId);
        left -= 1;
        if (left === 0) this.#mark(gone);
      }, this.random() * this.faults.broadcastScatter);
      this.#scattered.add(timer);
    }
  }

  #mark(gone: readonly string[]): void {
    for (const connectionId of gone) this.sessions.markGone(connectionId);
  }
}

/** A message as the bytes of a text frame: text and bytes as they are, any other value as JSON. */
function payloadOf(message: unknown): Buffer {
  if (Buffer.isBuffer(message)) return isUtf8(message) ? message : Buffer.from(message.toString());
  if (typeof message === 'string') return Buffer.from(message);
  // The result is `undefined` for undefined, functions and symbols, in spite of its declared type.
  const json = JSON.stringify(message) as string | undefined;
  if (json === undefined) throw new LocalGatewayOptionError('message', `${shown(message)} cannot be written as JSON`);
  return Buffer.from(json);
}
