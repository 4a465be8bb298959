import pc from 'picocolors';
import { isTrouble, logLine } from '../../lib/local-gateway/cli/log-line';
import type { GatewayEvent, Happening } from '../../lib/local-gateway/gateway-event';

const connectionId = 'AAAAAAAAAAAAAAA=';
const at = Date.UTC(2026, 0, 2, 3, 4, 5, 67);
const eventOf = (happening: Happening): GatewayEvent => ({ ...happening, at });
const answered = (call: '$connect' | 'message', status: number): GatewayEvent =>
  eventOf({ type: 'answered', connectionId, call, status, milliseconds: 12.3, body: 'a body' });

describe('a log line', () => {
  it('says when, whose, and what, in one line', () => {
    expect(
      logLine(eventOf({ type: 'closed', connectionId, code: 1001, reason: 'Going away' }), pc.createColors(false)),
    ).toBe('03:04:05.067 AAAAAAAAAAAAAAA= closed      1001 Going away');
  });

  it('is loud for a 4xx or 5xx of the backend, because the real gateway hides them', () => {
    const loud = (event: GatewayEvent) => logLine(event, pc.createColors(true)).includes('\u001b[31m');
    expect(loud(answered('message', 400))).toBe(true);
    expect(loud(answered('$connect', 500))).toBe(true);
    expect(loud(answered('message', 302))).toBe(true);
    expect(isTrouble(answered('message', 302))).toBe(true);
    expect(loud(answered('message', 200))).toBe(false);
  });

  it('says that the client sees nothing of a failed message', () => {
    expect(logLine(answered('message', 500), pc.createColors(false))).toContain('the client sees nothing of it');
    expect(logLine(answered('$connect', 500), pc.createColors(false))).not.toContain('the client sees nothing');
  });

  it('cuts long texts', () => {
    const line = logLine(
      eventOf({ type: 'sent', connectionId, bytes: 9_000, text: 'x'.repeat(9_000) }),
      pc.createColors(false),
    );
    expect(line.length).toBeLessThan(200);
  });

  const HOSTILE = [
    '\u001b[2J',
    '\u009b31m',
    '\u0007',
    '\r',
    '\n',
    '\u2028',
    '\u202e',
    '\u2066',
    '\u200f',
    '\u00ad',
    '\ud800',
    '\ufeff',
  ];
  const text = `a${HOSTILE.join('')}b`;
  it.each<Happening>([
    { type: 'token', status: 200, reason: text },
    { type: 'connecting', connectionId: text, sourceIp: text, path: text },
    { type: 'connected', connectionId: text, channel: text },
    { type: 'refused', connectionId: text, status: 400, reason: text },
    { type: 'received', connectionId: text, route: text, bytes: 1, text },
    { type: 'sent', connectionId: text, bytes: 1, text },
    { type: 'answered', connectionId: text, call: 'message', status: 500, milliseconds: 1, body: text },
    { type: 'failed', connectionId: text, call: 'message', reason: text },
    { type: 'error-frame', connectionId: text, message: text },
    { type: 'closed', connectionId: text, code: 1000, reason: text },
    { type: 'management', method: text, connectionId: text, status: 200 },
    { type: 'fault', verb: text, connectionId: text },
  ])('is one line of printable text, whatever is in its fields: $type', (happening) => {
    const line = logLine(eventOf(happening), pc.createColors(false));
    expect(line).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    expect(line).toMatch(/a \[2J 31m b/);
  });

  it('breaks no character where it cuts', () => {
    const reason = `${'x'.repeat(119)}👋👋`;
    const line = logLine(eventOf({ type: 'closed', connectionId, code: 1000, reason }), pc.createColors(false));
    expect(line).toMatch(/x…$/);
  });

  it('counts as trouble what a person would want to see of a quiet gateway', () => {
    expect(isTrouble(eventOf({ type: 'refused', connectionId: undefined, status: 400, reason: '' }))).toBe(true);
    expect(isTrouble(eventOf({ type: 'management', method: 'POST', connectionId, status: 410 }))).toBe(true);
    expect(isTrouble(eventOf({ type: 'management', method: 'POST', connectionId, status: 200 }))).toBe(false);
    expect(isTrouble(eventOf({ type: 'connected', connectionId, channel: 'x' }))).toBe(false);
  });
});
