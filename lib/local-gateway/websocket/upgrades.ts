import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { textOfAnswer, type ConnectionFacts, type IntegrationResult } from '../backend/integration';
import type { Faults } from '../faults';
import type { GatewayEvents } from '../gateway-event';
import { redact, redactPath } from '../redact';
import { DEFAULT_CHANNEL } from '../rules/channel';
import type { Settings } from '../settings';
import { wait } from '../wait';
import { warn } from '../warn';
import type { BackendCalls } from './backend-calls';
import type { Connections } from './connections';
import type { Delivery } from './delivery';
import { protocolToEcho, readHandshake, refuse } from './handshake';
import { OpenConnection } from './open-connection';

/**
 * The maximum number of handshakes that wait for their `$connect`. The next is throttled with a 429, so that memory
 * stays limited.
 */
const MOST_PENDING = 1_024;

/** Turns upgrade requests into connections: each request waits for its `$connect`, and opens with a 2xx. */
export class Upgrades {
  readonly #server: WebSocketServer;
  readonly #protocols = new WeakMap<IncomingMessage, string>();
  /** One for each waiting handshake; aborted when its client leaves or the gateway closes. */
  readonly #held = new Set<AbortController>();
  /** `$disconnect` calls in progress. */
  readonly #disconnecting = new Set<Promise<void>>();

  constructor(
    private readonly settings: Settings,
    private readonly connections: Connections,
    private readonly calls: BackendCalls,
    private readonly delivery: Delivery,
    private readonly faults: Faults,
    private readonly events: GatewayEvents,
  ) {
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: settings.limits.messageBytes,
      autoPong: settings.pings.answer,
      handleProtocols: (_offered, request) => this.#protocols.get(request) ?? false,
    });
  }

  /** Handles one upgrade request to its end. Never rejects. */
  async take(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    try {
      await this.#take(request, stream, head);
    } catch (error) {
      warn('The local gateway could not take a handshake', error);
      stream.destroy();
    }
  }

  async #take(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    const held = new AbortController();
    const gone = held.signal;
    const leave = (): void => {
      held.abort();
      stream.destroy();
    };
    stream.on('error', leave);
    stream.once('end', leave);
    stream.once('close', leave);
    const foreign = this.settings.visitors.refusalOf(request.headers);
    if (foreign !== undefined) {
      this.#refuse(stream, undefined, 403, foreign);
      return;
    }
    const handshake = readHandshake(request, this.settings.stage);
    if (handshake.kind === 'refused') {
      this.#refuse(stream, undefined, handshake.status, handshake.reason);
      return;
    }
    const { facts } = handshake;
    const { connectionId } = facts;
    if (this.connections.pendingCount >= MOST_PENDING) {
      this.#refuse(stream, connectionId, 429, `${MOST_PENDING} handshakes are pending already`);
      return;
    }
    this.events.emit(() => {
      return { type: 'connecting', connectionId, sourceIp: facts.sourceIp, path: redactPath(facts.path, facts.search) };
    });
    this.#held.add(held);
    this.connections.hold(connectionId);
    const decision = await this.#decide(facts, gone).finally(() => {
      this.connections.release(connectionId);
      this.#held.delete(held);
    });
    if (gone.aborted) {
      stream.destroy();
      // The backend has a row for a connection that was never opened.
      if (decision.kind === 'open') this.#leave(facts, 1006, '');
      return;
    }
    if (decision.kind === 'refused') {
      this.#refuse(stream, connectionId, decision.status, decision.reason);
      return;
    }
    stream.off('end', leave);
    stream.off('close', leave);
    if (decision.protocol !== undefined) this.#protocols.set(request, decision.protocol);
    this.#open(request, stream, head, facts);
  }

  /** Aborts all waiting handshakes. */
  abandon(): void {
    for (const held of this.#held) held.abort();
  }

  /** Resolves when the `$disconnect` calls in progress have ended. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#disconnecting);
  }

  #open(request: IncomingMessage, stream: Duplex, head: Buffer, facts: ConnectionFacts): void {
    const { connectionId } = facts;
    this.#server.handleUpgrade(request, stream, head, (socket) => {
      const listener = {
        message: (text: string, bytes: number) => this.calls.message(facts, text, bytes),
        ended: (code: number, reason: string) => {
          this.connections.forget(facts);
          this.#leave(facts, code, reason);
        },
      };
      const { limits, pings } = this.settings;
      this.connections.open(new OpenConnection(facts, socket, stream, limits, pings.resetIdle, listener));
      const channel = facts.query.get('channel') ?? DEFAULT_CHANNEL;
      this.events.emit(() => ({ type: 'connected', connectionId, channel }));
    });
  }

  async #decide(facts: ConnectionFacts, gone: AbortSignal): Promise<Decision> {
    const { connectionId } = facts;
    const fault = this.faults.refusals.take();
    if (fault !== undefined) {
      this.events.emit(() => ({ type: 'fault', verb: 'refuse', connectionId }));
      return { kind: 'refused', status: fault, reason: 'refused by a fault' };
    }
    await wait(this.faults.connectDelay, gone);
    if (gone.aborted) return { kind: 'refused', status: 503, reason: 'the client left' };
    const decision = decisionOf(await this.calls.connect(facts), facts);
    if (decision.kind === 'refused') return decision;
    if (this.faults.deafConnections.take() !== undefined) {
      this.events.emit(() => ({ type: 'fault', verb: 'deafen', connectionId }));
      this.delivery.touch(connectionId);
    }
    await wait(this.faults.openDelay, gone);
    return decision;
  }

  #refuse(stream: Duplex, connectionId: string | undefined, status: number, reason: string): void {
    refuse(stream, status);
    this.events.emit(() => ({ type: 'refused', connectionId, status, reason: redact(reason) }));
  }

  #leave(facts: ConnectionFacts, code: number, reason: string): void {
    const { connectionId } = facts;
    this.events.emit(() => ({ type: 'closed', connectionId, code, reason: redact(reason) }));
    if (this.faults.losesDisconnect()) {
      this.events.emit(() => ({ type: 'fault', verb: 'loseDisconnects', connectionId }));
      return;
    }
    const disconnecting = this.calls.disconnect(facts, code, reason);
    this.#disconnecting.add(disconnecting);
    void disconnecting.finally(() => this.#disconnecting.delete(disconnecting));
  }
}

type Decision =
  | { readonly kind: 'open'; readonly protocol: string | undefined }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string };

/**
 * 2xx opens; any other status is the answer to the handshake. 502 if the backend is not available, 504 if it does not
 * answer in time.
 */
function decisionOf(result: IntegrationResult, { headers }: ConnectionFacts): Decision {
  if (result.kind === 'failed') {
    return { kind: 'refused', status: result.cause === 'timeout' ? 504 : 502, reason: result.reason };
  }
  const { status, protocol } = result;
  if (status >= 200 && status <= 299) return { kind: 'open', protocol: protocolToEcho(protocol, headers) };
  const isStatus = Number.isInteger(status) && status >= 300 && status <= 599;
  return { kind: 'refused', status: isStatus ? status : 502, reason: textOfAnswer(result) };
}
