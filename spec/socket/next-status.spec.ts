import { ConnectionError, TokenError } from '../../lib/errors';
import type { SocketEvent } from '../../lib/events';
import { nextStatus } from '../../lib/next-status';
import type { ConnectionStatus } from '../../lib/status';

const cause = new TokenError('network', 'no answer');
const lost = new ConnectionError('lost', 'lost', { code: 1_006, reason: '', wasClean: false, uptime: 1 });
const waiting = { reason: 'backoff', attempt: 2, delay: 500, until: 600 } as const;

const states: readonly ConnectionStatus[] = [
  { state: 'idle' },
  { state: 'authorizing', attempt: 1 },
  { state: 'connecting', attempt: 1 },
  { state: 'open', since: 7, channel: 'general' },
  { state: 'waiting', ...waiting },
  { state: 'paused', reason: 'offline' },
  { state: 'failed', cause },
];

const opened = { count: 1, reconnected: false, rotated: false, downtime: 0 };
const token: SocketEvent = { type: 'token', at: 100, attempt: 3 };
const connecting: SocketEvent = { type: 'connecting', at: 100, attempt: 3, channel: 'general' };

describe.each(states.map((status) => [status.state, status] as const))('from %s', (state, current) => {
  it.each<readonly [SocketEvent, ConnectionStatus]>([
    [
      { type: 'open', at: 100, ...opened, channel: 'general' },
      { state: 'open', since: 100, channel: 'general' },
    ],
    [
      { type: 'open', at: 100, ...opened },
      { state: 'open', since: 100 },
    ],
    [
      { type: 'waiting', at: 100, ...waiting, cause },
      { state: 'waiting', ...waiting, cause },
    ],
    [
      { type: 'waiting', at: 100, ...waiting },
      { state: 'waiting', ...waiting },
    ],
    [
      { type: 'failed', at: 100, error: cause },
      { state: 'failed', cause },
    ],
    [{ type: 'idle', at: 100 }, { state: 'idle' }],
    [{ type: 'closed', at: 100 }, { state: 'closed' }],
  ])('$type leads on', (event, next) => {
    expect(nextStatus(current, event)).toStrictEqual(next);
  });

  it('an ending alone changes nothing: what comes of it is told right after', () => {
    expect(nextStatus(current, { type: 'ended', at: 100, error: lost })).toBe(current);
  });

  it('a further attempt shows, except while a connection is open', () => {
    const during = state === 'open' ? [current, current] : undefined;
    expect([nextStatus(current, token), nextStatus(current, connecting)]).toStrictEqual(
      during ?? [
        { state: 'authorizing', attempt: 3 },
        { state: 'connecting', attempt: 3 },
      ],
    );
  });
});

it('closed is final', () => {
  const closed: ConnectionStatus = { state: 'closed' };
  const later: readonly SocketEvent[] = [
    token,
    connecting,
    { type: 'open', at: 1, ...opened },
    { type: 'waiting', at: 1, ...waiting },
    { type: 'failed', at: 1, error: cause },
    { type: 'idle', at: 1 },
    { type: 'closed', at: 1 },
    { type: 'ended', at: 1, error: lost },
  ];
  for (const event of later) expect(nextStatus(closed, event)).toBe(closed);
});
