import * as errors from '../../lib/errors';

const { configErrorOf, isConfigError, isConnectionError, isOwnError, isSendError, isTokenError, ownError } = errors;

/** The module as another copy of the package has it: the same code, other classes. */
function anotherCopy(): typeof errors {
  let copy = errors;
  jest.isolateModules(() => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    copy = require('../../lib/errors') as typeof errors;
  });
  return copy;
}

const madeBy = ({ ConfigError, ConnectionError, RequestError, SendError, TokenError }: typeof errors) => ({
  config: new ConfigError('url', 'is wrong.'),
  token: new TokenError('unauthenticated', 'log in.', { status: 401 }),
  connection: new ConnectionError('lost', 'gone.', { code: 1_006, reason: '', wasClean: false, uptime: 7 }),
  send: new SendError('closed', 'too late.'),
  request: new RequestError('timeout', 'save', 'had no reply.'),
});

describe.each([
  ['this copy of the package', errors],
  ['another copy of the package', anotherCopy()],
])('an error of %s', (_name, copy) => {
  const made = madeBy(copy);

  it('is known by its name and kind', () => {
    for (const error of Object.values(made)) {
      expect(isOwnError(error)).toBe(true);
      expect(ownError(error)).toBe(error);
    }
    const kinds = Object.values(made).map((error) => [
      isConfigError(error),
      isTokenError(error),
      isConnectionError(error),
      isSendError(error),
    ]);
    expect(kinds).toEqual([
      [true, false, false, false],
      [false, true, false, false],
      [false, false, true, false],
      [false, false, false, true],
      [false, false, false, false],
    ]);
  });

  it('that is a ConfigError goes through as it is, and any other becomes one', () => {
    expect(configErrorOf(made.config)).toBe(made.config);
    expect(configErrorOf(made.token)).toMatchObject({ name: 'ConfigError', option: 'config', cause: made.token });
  });
});

describe('what is no error of ours', () => {
  const throwing = new Proxy(
    {},
    {
      get: () => {
        throw new Error('a trap');
      },
    },
  );
  it.each([
    [undefined],
    [null],
    ['TokenError'],
    [{}],
    [new Error('x')],
    [{ name: 'TokenError' }],
    [{ kind: 'lost' }],
    [{ name: 'HttpError', kind: 'lost' }],
    [throwing],
  ])('%# becomes a ConfigError, since only a function of the configuration can have thrown it', (thrown) => {
    expect(isOwnError(thrown)).toBe(false);
    expect(ownError(thrown)).toMatchObject({ name: 'ConfigError', kind: 'config', option: 'config' });
  });
});

it('another copy has classes of its own, or these specs would show nothing', () => {
  expect(madeBy(anotherCopy()).token).not.toBeInstanceOf(errors.TokenError);
});

it('the cause of a TokenError keeps a name and a code alone, whoever made it', () => {
  const cause = Object.assign(new Error('SECRET'), { code: 'ECONNRESET' });
  expect(new errors.TokenError('network', 'no answer', { cause }).cause).toEqual({ name: 'Error', code: 'ECONNRESET' });
  expect('cause' in new errors.TokenError('network', 'no answer')).toBe(false);
});
