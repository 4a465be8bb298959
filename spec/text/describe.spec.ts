// Of the default build alone (of words): spec/production/in-numbers.ts leaves it out.
import {
  describe as described,
  ConfigError,
  ConnectionError,
  RequestError,
  SendError,
  TokenError,
  type ConnectionErrorKind,
  type ConnectionStatus,
  type Fault,
  type InvalidReason,
  type PausedReason,
  type RequestErrorKind,
  type RotationReason,
  type SendErrorKind,
  type SocketEvent,
  type TokenErrorKind,
  type UndeliveredReason,
  type WaitingReason,
} from '../../lib';
import { neverAnswered, RECEIVED_NOTHING } from '../../lib/connection/deaf-hints';
import { endingOf } from '../../lib/connection/endings';
import { refusalHint } from '../../lib/connection/refusals';

type Line<What> = readonly [what: What, line: string];
/** Lines for each member of a union, so that none can be left out. */
type Lines<Key extends string, What> = Readonly<Record<Key, readonly Line<What>[]>>;

const at = 1;
const AT = Date.UTC(2026, 10, 26, 12);
const first = { count: 1, reconnected: false, rotated: false, downtime: 0 };
const lost = endingOf('lost', { code: 1001, reason: 'Going away', wasClean: true }, 600_000);
const busy = new TokenError('unavailable', 'the token endpoint answered 503: the backend is in trouble.');

const rotating: Readonly<Record<RotationReason, string>> = {
  age: 'Replacing the open connection: the server closes it soon, because of its age.',
  idle: 'Replacing the open connection: the server closes it soon, because it is idle.',
  join: 'Replacing the open connection: another channel was joined.',
  reconnect: 'Replacing the open connection: reconnect() was called.',
  wake: 'Replacing the open connection: it may be dead after a sleep or a network change.',
};

const paused: Readonly<Record<PausedReason, string>> = {
  offline: 'Paused: the network is offline.',
  suspended: 'Paused: the page is suspended.',
};

const wait = { attempt: 3, delay: 2_500, until: 9 };
const waiting: Lines<WaitingReason, typeof wait & { readonly cause?: TokenError }> = {
  backoff: [
    [wait, 'Waiting 2.5 s before attempt 3: the last attempt failed.'],
    [
      { ...wait, delay: 500, cause: busy },
      'Waiting 500 ms before attempt 3: the token endpoint answered 503: the backend is in trouble.',
    ],
  ],
  budget: [[wait, 'Waiting 2.5 s before attempt 3: attemptsPerMinute is used up.']],
  'rate-limited': [[wait, 'Waiting 2.5 s before attempt 3: the backend asks for a pause between tokens.']],
};
const waits = Object.entries(waiting).flatMap(([reason, lines]) =>
  // The keys are those of the type above.
  lines.map(([rest, line]) => [{ ...rest, reason: reason as WaitingReason }, line] as const),
);

const events: Lines<SocketEvent['type'], SocketEvent> = {
  token: [[{ type: 'token', at, attempt: 2 }, 'Fetching a token (attempt 2).']],
  connecting: [
    [{ type: 'connecting', at, attempt: 2 }, 'Connecting (attempt 2).'],
    [{ type: 'connecting', at, attempt: 1, channel: 'general' }, "Connecting to channel 'general' (attempt 1)."],
  ],
  open: [
    [{ type: 'open', at, ...first }, 'Connection 1 is open.'],
    [
      { type: 'open', at, ...first, count: 2, reconnected: true, downtime: 3_210, channel: 'general' },
      "Connection 2 is open on channel 'general', after 3.2 s without a connection.",
    ],
    [
      { type: 'open', at, ...first, count: 3, rotated: true },
      'Connection 3 is open, and has replaced the previous one without a gap.',
    ],
  ],
  ended: [
    [{ type: 'ended', at, error: lost }, 'The connection was lost after 600000 ms (code 1001 "Going away").'],
    [
      { type: 'ended', at, error: lost, next: { state: 'connecting', attempt: 1 } },
      'The connection was lost after 600000 ms (code 1001 "Going away"). The attempt that is already under way continues.',
    ],
  ],
  paused: Object.entries(paused).map(([reason, line]) => [
    { type: 'paused', at, reason: reason as PausedReason },
    line,
  ]),
  rotating: Object.entries(rotating).map(([why, line]) => [{ type: 'rotating', at, why: why as RotationReason }, line]),
  waiting: waits.map(([rest, line]) => [{ type: 'waiting', at, ...rest }, line]),
  failed: [
    [
      {
        type: 'failed',
        at,
        error: new ConfigError('url', 'the function threw.', { cause: new TypeError('no stage') }),
      },
      'Failed, and not tried again: ConfigError (config): url: the function threw. (TypeError: no stage)',
    ],
  ],
  idle: [[{ type: 'idle', at }, 'The connection was closed, because nothing uses it any more.']],
  closed: [[{ type: 'closed', at }, 'Closed for good by close().']],
};

const statuses: Lines<ConnectionStatus['state'], ConnectionStatus> = {
  idle: [[{ state: 'idle' }, 'Idle: nothing uses the connection.']],
  authorizing: [[{ state: 'authorizing', attempt: 1 }, 'Fetching a token (attempt 1).']],
  connecting: [[{ state: 'connecting', attempt: 1 }, 'Connecting (attempt 1).']],
  open: [
    [{ state: 'open', since: AT }, 'Open since 2026-11-26T12:00:00.000Z.'],
    [{ state: 'open', since: AT, channel: 'general' }, "Open on channel 'general' since 2026-11-26T12:00:00.000Z."],
  ],
  waiting: waits.map(([rest, line]) => [{ state: 'waiting', ...rest }, line]),
  paused: Object.entries(paused).map(([reason, line]) => [{ state: 'paused', reason: reason as PausedReason }, line]),
  failed: [
    [
      {
        state: 'failed',
        cause: new TokenError('unauthenticated', 'the token endpoint answered 401: nobody is logged in.'),
      },
      'Failed, and not tried again: TokenError (unauthenticated): the token endpoint answered 401: nobody is logged in.',
    ],
  ],
  closed: [[{ state: 'closed' }, 'Closed for good.']],
};

const invalid: Readonly<Record<Exclude<InvalidReason, 'schema'>, string>> = {
  'not-json': 'A frame is not a valid message: it is not JSON.',
  'not-an-object': 'A frame is not a valid message: it is JSON, but not an object.',
  'no-type': 'A frame is not a valid message: it has no type.',
  binary: 'A frame is not a valid message: it is binary.',
};

const undelivered: Readonly<Record<UndeliveredReason, string>> = {
  expired: "'save' was not delivered: it waited longer than outbox.ttl.",
  overflow: "'save' was not delivered: the outbox was full.",
  closed: "'save' was not delivered: it was still queued when close() was called.",
  failed: "'save' was not delivered: it was still queued when the connection failed for good.",
  'too-large': "'save' was not delivered: the gateway closed the connection because it was too large.",
  unconfirmed: "'save' may not have been delivered: its connection was lost before that was certain.",
};

const issue = { message: 'PLANTED', path: ['user', 'name'] };
const schema = { type: 'invalid-message', reason: 'schema', raw: 'PLANTED' } as const;
const frame = { type: 'gateway-error', connectionId: 'abc=', requestId: 'def=' } as const;

const faults: Lines<Fault['type'], Fault> = {
  'invalid-message': [
    ...Object.entries(invalid).map(([reason, line]): Line<Fault> => [
      { type: 'invalid-message', reason: reason as keyof typeof invalid, raw: 'PLANTED' },
      line,
    ]),
    [{ ...schema, issues: [issue] }, "A frame is not a valid message: its schema refuses it at 'user.name'."],
    [{ ...schema, issues: [{ ...issue, path: [] }] }, 'A frame is not a valid message: its schema refuses it.'],
    [{ ...schema, issues: [] }, 'A frame is not a valid message: its schema refuses it.'],
  ],
  'gateway-error': [
    [
      { ...frame, message: 'Forbidden' },
      'A message was answered with "Forbidden": the API has no route for its action, and no $default.',
    ],
    [
      { ...frame, message: 'Internal server error' },
      'A message was answered with "Internal server error": the backend failed, or could not be reached.',
    ],
  ],
  token: [
    [
      { type: 'token', error: busy },
      'TokenError (unavailable): the token endpoint answered 503: the backend is in trouble.',
    ],
  ],
  refused: [
    [{ type: 'refused', attempts: 3, hint: refusalHint }, `3 handshakes in a row were refused. ${refusalHint}`],
  ],
  config: [
    [
      { type: 'config', error: new ConfigError('url', 'the function threw.') },
      'ConfigError (config): url: the function threw.',
    ],
  ],
  deaf: [
    [{ type: 'deaf', hint: RECEIVED_NOTHING }, RECEIVED_NOTHING],
    [{ type: 'deaf', hint: neverAnswered('ping', 'pong') }, neverAnswered('ping', 'pong')],
  ],
  undelivered: Object.entries(undelivered).map(([reason, line]) => [
    { type: 'undelivered', name: 'save', params: { secret: 'PLANTED' }, reason: reason as UndeliveredReason },
    line,
  ]),
};

const ending = { code: 1_006, reason: '', wasClean: false, uptime: 0 };
const tokenErrors: Readonly<Record<TokenErrorKind, true>> = {
  ...{ 'rate-limited': true, csrf: true, unauthenticated: true, forbidden: true, rejected: true, unavailable: true },
  ...{ network: true, timeout: true, malformed: true, reused: true },
};
const connectionErrors: Readonly<Record<ConnectionErrorKind, true>> = {
  ...{ refused: true, timeout: true, lost: true, unresponsive: true },
};
const sendErrors: Readonly<Record<SendErrorKind, true>> = {
  ...{ 'too-large': true, 'reserved-key': true, 'not-serializable': true, closed: true, 'queue-full': true },
};
const requestErrors: Readonly<Record<RequestErrorKind, true>> = { timeout: true, lost: true, rejected: true };

describe('one line of plain English', () => {
  it.each(Object.values(events).flat())('for an event: %j', (event, line) => {
    expect(described(event)).toBe(line);
  });

  it.each(Object.values(statuses).flat())('for a status: %j', (status, line) => {
    expect(described(status)).toBe(line);
  });

  it.each(Object.values(faults).flat())('for a fault, without the content of a message: %j', (fault, line) => {
    expect(described(fault)).toBe(line);
    expect(line).not.toContain('PLANTED');
  });

  it('for every error', () => {
    // The keys are those of the types above.
    const errors = [
      ...Object.keys(tokenErrors).map((kind) => new TokenError(kind as TokenErrorKind, 'problem.')),
      ...Object.keys(connectionErrors).map(
        (kind) => new ConnectionError(kind as ConnectionErrorKind, 'problem.', ending),
      ),
      ...Object.keys(sendErrors).map((kind) => new SendError(kind as SendErrorKind, 'problem.')),
      ...Object.keys(requestErrors).map((kind) => new RequestError(kind as RequestErrorKind, 'save', 'problem.')),
      new ConfigError('url', 'problem.'),
    ];
    for (const error of errors) {
      expect(described(error)).toBe(`${error.name} (${error.kind}): ${error.message}`);
    }
  });
});

it('is one line, without a token or a query, whatever an error of the application says', () => {
  const token = '9f86d081884c7d65'.repeat(4);
  const error = new TokenError(
    'network',
    `no answer\nof https://h.test/t/?ws_token=SECRET\r\n${token} ${token.slice(0, 40)}`,
  );
  for (const line of [
    described(error),
    described({ type: 'token', error }),
    described({ state: 'failed', cause: error }),
  ]) {
    expect(line).toMatch(/^.*no answer of https:\/\/h\.test\/t\/… … …$/);
  }
});

it('is printable: no text of another moves the cursor of a terminal or turns the line around', () => {
  const error = new TokenError('unavailable', 'it is\u0007 \u202Eyad\u2028off\r\n\u001B[2Jtoday.');
  expect(described(error)).toBe('TokenError (unavailable): it is yad off [2Jtoday.');
});
