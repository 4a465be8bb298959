import { isObservable, NEVER, of } from 'rxjs';
import { isFunction, own } from '../checks';
import type { GatewaySocketConfig } from '../config';
import type { TokenContext } from '../token/token-source';
import { crossing, type Run } from './crossing';

/**
 * The options with every stream among them led out of Angular's zone. One that emits inside, as a login does, would
 * take along all that follows from it: the connection and its timers.
 */
export function leaving<Config extends Pick<GatewaySocketConfig, 'token' | 'resumeOn' | 'environment'>>(
  config: Config,
  outside: Run,
  isServer: boolean,
): Config {
  const led = <Value>(value: Value) => (isObservable(value) ? crossing(value, outside, outside) : value);
  // Where there are none, and where one is not what it should be, is left to their check.
  const options = own({ ...config });
  const { token, resumeOn, environment } = options;
  // An option that is undefined is one that is left out.
  return {
    ...options,
    token: isFunction(token) ? (context: TokenContext) => led(token(context)) : led(token),
    // A signal of a stream that errored throws in every change detection: nothing more of the page would be drawn.
    resumeOn: resumeOn === undefined ? NEVER : led(resumeOn),
    // A page that is rendered on the server sleeps from the start: nothing is fetched, opened or tried for it.
    environment: isServer ? of('suspend' as const) : led(environment),
  };
}
