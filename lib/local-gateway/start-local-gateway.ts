import { isIP } from 'node:net';
import { handlerIntegration } from './backend/handler-integration';
import { httpProxyIntegration } from './backend/http-proxy';
import type { Integration } from './backend/integration';
import { trackSessions } from './backend/track-sessions';
import { faultVerbs } from './fault-verbs';
import { Faults } from './faults';
import { GatewayEvents } from './gateway-event';
import { gatewayServer } from './http/gateway-server';
import { listen } from './http/listen';
import { ManagementApi } from './http/management-api';
import { answerTokenRequest, TOKEN_PATH, type TokenEndpoint } from './http/token-endpoint';
import type { LocalGateway } from './local-gateway';
import type { LocalGatewayOptions } from './options';
import { DEFAULT_CHANNEL } from './rules/channel';
import { isLoopbackAddress } from './rules/loopback';
import { ConnectLimit } from './rules/connect-limit';
import { SessionTable } from './rules/session-table';
import { ONE_MINUTE, SlidingWindow } from './rules/sliding-window';
import { TokenStore } from './rules/token-store';
import { settingsFrom, type Settings } from './settings';
import { BackendCalls } from './websocket/backend-calls';
import { Connections } from './websocket/connections';
import { Delivery } from './websocket/delivery';
import { Upgrades } from './websocket/upgrades';

/** The ms in which `close()` waits for the last `$disconnect` calls. */
const LAST_CALLS_TIMEOUT = 1_000;

/**
 * Starts an API Gateway WebSocket API on this machine: WebSocket for the clients, handlers or an HTTP backend behind
 * it, the `@connections` API, and the faults of production on demand.
 *
 * ```ts
 * const gateway = await startLocalGateway({ backend: { proxy: 'http://127.0.0.1:8000/ws/' } });
 * console.log(gateway.url);
 * await gateway.close();
 * ```
 *
 * Rejects with a `LocalGatewayOptionError` for options that cannot work, including a port in use.
 */
export async function startLocalGateway(options: LocalGatewayOptions = {}): Promise<LocalGateway> {
  const settings = settingsFrom(options);
  const events = new GatewayEvents();
  if (options.onEvent !== undefined) events.listen(options.onEvent);
  const faults = new Faults(settings.random);
  const connections = new Connections();
  const sessions = new SessionTable();
  const delivery = new Delivery(connections, sessions, settings.limits, faults, events, settings.random);
  const tokens = tokenEndpoint(settings);
  const integration = integrationFor(settings, sessions, delivery, tokens);
  const calls = new BackendCalls(integration, delivery, settings, events);
  const upgrades = new Upgrades(settings, connections, calls, delivery, faults, events);
  const management = new ManagementApi(connections, delivery, settings.limits, settings.stage, events);
  const server = gatewayServer({
    visitors: settings.visitors,
    events,
    upgrades,
    management,
    token: tokens && ((request, response) => answerTokenRequest(tokens, faults, events, request, response)),
  });
  const port = await listen(server, settings.host, settings.port);
  warnUnlessLoopback(settings.host, port);
  const authority = `${isIP(settings.host) === 6 ? `[${settings.host}]` : settings.host}:${port}`;

  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) =>
      server.close(() => {
        resolve();
      }),
    );
    upgrades.abandon();
    delivery.close();
    await connections.terminateAll();
    server.closeAllConnections();
    await closed;
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      upgrades.settled(),
      new Promise((resolve) => (timer = setTimeout(resolve, LAST_CALLS_TIMEOUT))),
    ]);
    clearTimeout(timer);
    integration.close();
  };
  let closing: Promise<void> | undefined;

  return {
    url: `ws://${authority}`,
    tokenUrl:
      settings.backend.kind === 'proxy'
        ? new URL(TOKEN_PATH, settings.backend.base).href
        : `http://${authority}${TOKEN_PATH}`,
    managementUrl: `http://${authority}`,
    get connections() {
      return connections.chosen(undefined).map(({ facts: { connectionId: id, query }, connectedAt: since }) => {
        const channel = sessions.get(id)?.channel ?? query.get('channel') ?? DEFAULT_CHANNEL;
        return { id, channel, since };
      });
    },
    post: (connectionId, message) => delivery.post(connectionId, message),
    broadcast: (message, channel) => delivery.broadcast(message, channel),
    disconnect: (connectionId) => delivery.disconnect(connectionId),
    ...faultVerbs(faults, connections, calls, tokens !== undefined),
    onEvent: (listener) => events.listen(listener),
    close: () => (closing ??= close()),
  };
}

function tokenEndpoint({ backend, clock }: Settings): TokenEndpoint | undefined {
  if (backend.kind === 'proxy' || backend.tokens === undefined) return undefined;
  const { ttlMs, perMinute } = backend.tokens;
  return {
    store: new TokenStore(ttlMs, clock),
    issued: new SlidingWindow(ONE_MINUTE, clock),
    perMinute,
    expiresIn: ttlMs / 1000,
  };
}

function integrationFor(
  { backend, clock, limits }: Settings,
  sessions: SessionTable,
  delivery: Delivery,
  tokens: TokenEndpoint | undefined,
): Integration {
  if (backend.kind === 'proxy')
    return trackSessions(httpProxyIntegration(backend, limits.messageBytes, clock), sessions);
  const connectLimit = new ConnectLimit(backend.connectsPerMinute, clock);
  return handlerIntegration({
    handlers: backend.handlers,
    sessions,
    outlet: delivery,
    tokens: tokens?.store,
    connectLimit,
    timeout: limits.integration,
  });
}

function warnUnlessLoopback(host: string, port: number): void {
  if (isLoopbackAddress(host)) return;
  process.emitWarning(
    `The local gateway listens on ${host}:${port}, open to the network: it accepts any signature and anybody may post.`,
  );
}
