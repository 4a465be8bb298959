import { isObservable, NEVER, of } from 'rxjs';
import { isFunction, own } from '../checks';
import type { GatewaySocketConfig } from '../config';
import { browserEnvironment } from '../connection/environment';
import type { TokenContext } from '../token/token-source';
import { observeInZone, type Run } from './observe-in-zone';

/**
 * The default of the option, for the sockets of Angular alone: its listeners run in the zone of the first subscriber, which
 * would be that of a plain `gatewaySocket()` of the same page.
 */
const pageEnvironment = /* @__PURE__ */ browserEnvironment();

/**
 * Returns the options with all their streams moved out of Angular's zone. A stream that emits inside, such as a login,
 * would bring everything that follows into the zone: the connection and its timers.
 */
export function outsideZone<Config extends Pick<GatewaySocketConfig, 'token' | 'resumeOn' | 'environment'>>(
  config: Config,
  outside: Run,
  isServer: boolean,
): Config {
  const moved = <Value>(value: Value) => (isObservable(value) ? observeInZone(value, outside, outside) : value);
  // Missing and invalid options are reported by their own checks.
  const options = own({ ...config });
  const { token, resumeOn, environment = pageEnvironment } = options;
  // An option that is undefined counts as left out.
  return {
    ...options,
    token: isFunction(token) ? (context: TokenContext) => moved(token(context)) : moved(token),
    // A signal of a stream that errored throws in every change detection, and the page would not be rendered any more.
    resumeOn: resumeOn === undefined ? NEVER : moved(resumeOn),
    // On the server a page is suspended from the start: no token is fetched and no connection is opened.
    environment: isServer ? of('suspend' as const) : moved(environment),
  };
}
