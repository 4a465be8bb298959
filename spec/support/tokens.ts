import { defer, of, type Observable } from 'rxjs';
import type { TokenInput } from '../../lib';

/** A token endpoint in memory: `token-1`, `token-2` … and how often it was asked. */
export function countingTokens(): { readonly token$: Observable<TokenInput>; readonly fetched: () => number } {
  let fetched = 0;
  return {
    token$: defer(() => of({ token: `token-${++fetched}`, expires_in: 60 })),
    fetched: () => fetched,
  };
}
