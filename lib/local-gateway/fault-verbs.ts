import type { Faults } from './faults';
import type { LocalGateway } from './local-gateway';
import { checkCount, checkNumber } from './option-checks';
import { LocalGatewayOptionError, shown } from './option-error';
import type { BackendCalls } from './websocket/backend-calls';
import type { Connections } from './websocket/connections';
import { GOING_AWAY, type OpenConnection } from './websocket/open-connection';

type FaultVerbs = Pick<
  LocalGateway,
  | 'drop'
  | 'closeAll'
  | 'freeze'
  | 'refuse'
  | 'failTokens'
  | 'delay'
  | 'loseDisconnects'
  | 'deafen'
  | 'scatterBroadcasts'
  | 'failPosts'
  | 'sendErrorFrame'
  | 'expire'
>;

/** The faults of production, as methods of the gateway. */
export function faultVerbs(
  faults: Faults,
  connections: Connections,
  calls: BackendCalls,
  hasTokens: boolean,
): FaultVerbs {
  const each = (connectionId: string | undefined, act: (connection: OpenConnection) => void): number => {
    const affected = connections.chosen(connectionId);
    affected.forEach(act);
    return affected.length;
  };
  const expire = (connectionId?: string): number =>
    each(connectionId, (connection) => {
      connection.close(GOING_AWAY.code, GOING_AWAY.reason);
    });

  return {
    drop: (connectionId) =>
      each(connectionId, (connection) => {
        connection.drop();
      }),
    closeAll(code = GOING_AWAY.code, reason = code === GOING_AWAY.code ? GOING_AWAY.reason : '') {
      checkCloseFrame(code, reason);
      return each(undefined, (connection) => {
        connection.close(code, reason);
      });
    },
    freeze: (connectionId) =>
      each(connectionId, (connection) => {
        connection.freeze();
      }),
    refuse(count, status = 400) {
      faults.refusals.arm(checkCount('refuse count', count), checkStatus('refuse status', status));
    },
    failTokens(count, status = 503, body = '') {
      if (!hasTokens) {
        throw new LocalGatewayOptionError('failTokens', 'this gateway has no token endpoint; the backend has its own');
      }
      const failure = { status: checkStatus('failTokens status', status, 200), body };
      faults.tokenFailures.arm(checkCount('failTokens count', count), failure);
    },
    delay(ms, step = 'connect') {
      const checked = checkMs('delay', ms);
      if (step === 'connect') faults.connectDelay = checked;
      else if (step === 'open') faults.openDelay = checked;
      else faults.tokenDelay = checked;
    },
    loseDisconnects(share = 1) {
      const rule = { min: 0, max: 1, unit: 'the share that gets lost', fraction: true };
      faults.disconnectLoss = checkNumber('loseDisconnects share', share, rule);
    },
    deafen(count = 1) {
      faults.deafConnections.arm(checkCount('deafen count', count), true);
    },
    scatterBroadcasts(ms) {
      const rule = { min: 0, max: 3_600_000, unit: 'ms', fraction: true };
      faults.broadcastScatter = checkNumber('scatterBroadcasts', ms, rule);
    },
    failPosts(count, outcome = 'gone', { delivered = false } = {}) {
      faults.postFailures.arm(checkCount('failPosts count', count), { outcome, delivered });
    },
    sendErrorFrame: (kind, connectionId) =>
      each(connectionId, ({ facts }) => {
        calls.sendErrorFrame(kind, facts.connectionId);
      }),
    expire,
  };
}

function checkMs(argument: string, ms: number): number {
  if (ms === Infinity) return ms;
  return checkNumber(argument, ms, { min: 0, max: 2_147_483_647, unit: 'ms, Infinity for ever', fraction: true });
}

function checkStatus(argument: string, status: number, min = 300): number {
  return checkNumber(argument, status, { min, max: 599, unit: 'an HTTP status' });
}

/** The codes that a close frame may carry (RFC 6455, 7.4), and the 123 bytes that its reason may have. */
function checkCloseFrame(code: number, reason: string): void {
  const registered = code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code);
  if (!registered && !(code >= 3000 && code <= 4999)) {
    throw new LocalGatewayOptionError('closeAll code', `${shown(code)} cannot be sent; 1000, 1001 or 3000 to 4999 can`);
  }
  if (Buffer.byteLength(reason) > 123) {
    throw new LocalGatewayOptionError('closeAll reason', `${shown(reason)} is longer than 123 bytes`);
  }
}
