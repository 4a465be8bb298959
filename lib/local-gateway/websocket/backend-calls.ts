import { textOfAnswer, type ConnectionFacts, type Integration, type IntegrationResult } from '../backend/integration';
import type { BackendCall, GatewayEvents } from '../gateway-event';
import type { RouteOptions } from '../options';
import { errorText } from '../error-text';
import { redact } from '../redact';
import { warn } from '../warn';
import { chooseRoute } from '../routing/choose-route';
import { errorFrame, type ErrorFrameKind } from '../routing/error-frame';
import type { Settings } from '../settings';
import type { Delivery } from './delivery';

/**
 * Calls to the backend, each reported as an event. The real gateway hides a backend's 4xx and 5xx; this one shows them.
 */
export class BackendCalls {
  constructor(
    private readonly integration: Integration,
    private readonly delivery: Delivery,
    private readonly settings: Pick<Settings, 'selection' | 'routes'>,
    private readonly events: GatewayEvents,
  ) {}

  connect(facts: ConnectionFacts): Promise<IntegrationResult> {
    if (!this.settings.routes.has('$connect')) return Promise.resolve({ kind: 'answered', status: 200, body: '' });
    return this.#call(facts, '$connect', () => this.integration.connect(facts));
  }

  async disconnect(facts: ConnectionFacts, code: number, reason: string): Promise<void> {
    if (!this.settings.routes.has('$disconnect')) return;
    await this.#call(facts, '$disconnect', () => this.integration.disconnect(facts, code, reason));
  }

  /**
   * Routes one message to the backend, and sends the client its part of the result, which usually is nothing. Never
   * rejects.
   */
  async message(facts: ConnectionFacts, text: string, bytes: number): Promise<void> {
    try {
      await this.#route(facts, text, bytes);
    } catch (error) {
      warn('The local gateway could not route a message', error);
      this.sendErrorFrame('internal-server-error', facts.connectionId);
    }
  }

  async #route(facts: ConnectionFacts, text: string, bytes: number): Promise<void> {
    const { connectionId } = facts;
    const choice = chooseRoute(text, this.settings.selection, this.settings.routes);
    const route = choice.kind === 'none' ? undefined : choice.key;
    this.events.emit(() => ({ type: 'received', connectionId, route, bytes, text: redact(text) }));
    switch (choice.kind) {
      case 'none':
        this.sendErrorFrame('forbidden', connectionId);
        return;
      case 'bad-body':
        this.sendErrorFrame('bad-request-body', connectionId);
        return;
      case 'broken':
        this.events.emit(() => ({ type: 'failed', connectionId, call: 'message', reason: redact(choice.reason) }));
        this.sendErrorFrame('internal-server-error', connectionId);
        return;
      case 'route':
        await this.#callRoute(facts, text, choice.route);
    }
  }

  async #callRoute(facts: ConnectionFacts, text: string, { url, twoWay = false }: RouteOptions): Promise<void> {
    const { connectionId } = facts;
    const result = await this.#call(facts, 'message', () => this.integration.message(facts, { text, url }));
    if (result.kind === 'failed') {
      const kind = result.cause === 'timeout' ? 'endpoint-request-timed-out' : 'internal-server-error';
      this.sendErrorFrame(kind, connectionId);
    } else if (twoWay && result.cut === true) this.sendErrorFrame('internal-server-error', connectionId);
    else if (twoWay && result.body !== '') this.delivery.send(connectionId, Buffer.from(result.body));
  }

  sendErrorFrame(kind: ErrorFrameKind, connectionId: string): void {
    const { message, text } = errorFrame(kind, connectionId);
    this.delivery.send(connectionId, Buffer.from(text));
    this.events.emit(() => ({ type: 'error-frame', connectionId, message }));
  }

  async #call(
    { connectionId }: ConnectionFacts,
    call: BackendCall,
    work: () => Promise<IntegrationResult>,
  ): Promise<IntegrationResult> {
    const start = performance.now();
    const result = await settled(work);
    this.events.emit(() =>
      result.kind === 'failed'
        ? { type: 'failed', connectionId, call, reason: redact(result.reason) }
        : {
            type: 'answered',
            connectionId,
            call,
            status: result.status,
            milliseconds: performance.now() - start,
            body: redact(textOfAnswer(result)),
          },
    );
    return result;
  }
}

/** A call that threw has failed, whatever it threw. */
async function settled(work: () => Promise<IntegrationResult>): Promise<IntegrationResult> {
  try {
    return await work();
  } catch (error) {
    return { kind: 'failed', cause: 'threw', reason: errorText(error) };
  }
}
