import { isObservable, type Observable } from 'rxjs';
import { isFunction, isRecord } from '../checks';
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
): Config {
  // What is not what it should be is left as it is, for the check of the options.
  if (!isRecord(config)) return config;
  const led = <T>(source$: Observable<T>) => crossing(source$, outside, outside);
  const { token, resumeOn, environment } = config;
  return {
    ...config,
    ...(isObservable(token) && { token: led(token) }),
    ...(isFunction(token) && {
      token: (context: TokenContext) => {
        const input = token(context);
        return isObservable(input) ? led(input) : input;
      },
    }),
    ...(isObservable(resumeOn) && { resumeOn: led(resumeOn) }),
    ...(isObservable(environment) && { environment: led(environment) }),
  };
}
