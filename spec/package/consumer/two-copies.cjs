/**
 * Two copies of the package in one process, as ESM and as CommonJS: an error of the one ends the streams of the other, or
 * does not, as its own would.
 */
const assert = require('node:assert/strict');
const { catchError, defer, firstValueFrom, of, throwError } = require('rxjs');

/** What a socket makes of an error of its token source: the error of its stream, or nothing where it tries again. */
function outcome({ gatewaySocket }, error) {
  const token = () => Promise.reject(error);
  const socket = gatewaySocket({ url: 'wss://ws.example.com', token, WebSocketCtor: class {} });
  return new Promise((resolve) => {
    socket.status$.subscribe(({ state, cause }) => {
      if (state === 'failed' || state === 'waiting') resolve({ state, cause });
    });
    socket.connect();
  }).finally(() => socket.close());
}

/** How often `retryBackoff()` subscribes to a source that fails three times with this error and then emits. */
function attempts({ retryBackoff }, error) {
  let count = 0;
  const source$ = defer(() => (++count > 3 ? of(count) : throwError(() => error)));
  const policy = { initial: 1, max: 1, jitter: 'none', minUptime: 1, maxAttempts: 2 };
  return firstValueFrom(
    source$.pipe(
      retryBackoff(policy),
      catchError(() => of(count)),
    ),
  );
}

module.exports = async function twoCopies(one, other) {
  assert.notEqual(one.TokenError, other.TokenError, 'there is one copy only');
  for (const [mine, theirs] of [
    [one, other],
    [other, one],
  ]) {
    const login = new theirs.TokenError('unauthenticated', 'nobody is logged in');
    assert.deepEqual(await outcome(mine, login), { state: 'failed', cause: login });
    const config = new theirs.ConfigError('token', 'cannot work');
    assert.deepEqual(await outcome(mine, config), { state: 'failed', cause: config });
    const trouble = new theirs.TokenError('unavailable', 'the backend is in trouble');
    assert.deepEqual(await outcome(mine, trouble), { state: 'waiting', cause: trouble });
    // The count of attempts starts again after a connection that was stable.
    const lost = (uptime) =>
      new theirs.ConnectionError('lost', 'it was lost', { code: 1_006, reason: '', wasClean: false, uptime });
    assert.equal(await attempts(mine, lost(1)), 4);
    assert.equal(await attempts(mine, lost(0)), 2);
  }
};
