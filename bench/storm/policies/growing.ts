import type { MakePace } from './paced-client';

/** The part of partysocket and of reconnecting-websocket that decides about delays: the one is made from the other. */
interface Reconnecting {
  readonly prototype: object;
}

interface Options {
  readonly minReconnectionDelay?: number;
}

/** From when on an open connection starts the delays again: `DEFAULT.minUptime` of both. */
const MIN_UPTIME = 5_000;

/**
 * The pace of a `ReconnectingWebSocket`: `_retryCount` grows with each attempt, starts again once a connection has been
 * open for `minUptime`, and the class's own `_getNextDelay` makes a delay of it. A URL function that rejects, as with
 * no token, counts as a failed attempt.
 *
 * @throws Error where the class has no such method any more
 */
export function growing(Class: Reconnecting, name: string, optionsOf: (random: () => number) => Options): MakePace {
  const method: unknown = Reflect.get(Class.prototype, '_getNextDelay');
  if (typeof method !== 'function') throw new Error(`${name} has no _getNextDelay any more: read its source again.`);
  return ({ random }) => {
    const self = { _options: optionsOf(random), _retryCount: 0, _debug: () => undefined };
    return {
      after: (outcome) => {
        if (outcome.type === 'lost' && outcome.uptime >= MIN_UPTIME) self._retryCount = 0;
        self._retryCount += 1;
        return Number(Reflect.apply(method, self, []));
      },
    };
  };
}
