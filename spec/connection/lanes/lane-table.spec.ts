import { isDeepStrictEqual } from 'node:util';
import type { LaneInput } from '../../../lib/connection/lane-inputs';
import { laneTable, transition } from '../../../lib/connection/lane-table';
import { deadlineOf, isCalm, routeOf, type In, type Lanes, type Phase } from '../../../lib/connection/lanes';
import type { FrameKind } from '../../../lib/connection/trust';
import type { TakeoverRule } from '../../../lib/connection/takeover-rule';
import {
  connecting,
  contextOf,
  dismissing,
  draining,
  inputTypes,
  JUDGED,
  linkOf,
  lost,
  open,
  OPENED,
  openLane,
  overlap,
  phases,
  replacing,
  settling,
  shown,
  starting,
  TAKEOVER,
} from '../../support/lane-states';

/** The lanes that stay as they are, and nothing is to be done. */
const SAME = 'same';

/** What the lanes are afterwards: the phase, and whatever else a row is about. */
type After = Partial<Record<'current' | 'next' | 'older' | 'hold' | 'postponed' | 'givenUp', unknown>> & {
  readonly phase: Phase;
  readonly [key: string]: unknown;
};

type Row = readonly [
  what: string,
  lanes: Lanes,
  input: LaneInput,
  then: typeof SAME | After,
  effects?: readonly string[],
  given?: { readonly at?: number; readonly rule?: Partial<TakeoverRule> },
];

const frame = (id: number, kind: FrameKind = 'broadcast', echo = false): LaneInput => ({
  type: 'frame',
  id,
  kind,
  echo,
});
const ended = (id: number, deaf?: string): LaneInput => ({ type: 'ended', id, error: lost, deaf });
const step = (id: number, type: 'authorizing' | 'connecting', channel = 'a'): LaneInput => ({
  type: 'step',
  id,
  signal: { type, attempt: 1, channel },
});
const held = (id: number): LaneInput => ({
  type: 'held',
  id,
  signal: { type: 'waiting', reason: 'budget', attempt: 1, delay: 1 },
});
const opened = (id: number): LaneInput => ({ type: 'opened', id, link: linkOf(id) });
const asked = (why: 'join' | 'reconnect' | 'wake', wanted = 'a', network?: boolean): LaneInput => ({
  type: 'asked',
  why,
  wanted,
  ...(network !== undefined && { network }),
});
const due = (id: number): LaneInput => ({ type: 'due', id, why: 'age' });
const proven = (id: number): LaneInput => ({ type: 'proven', id });
const wrote = (id: number): LaneInput => ({ type: 'wrote', id });
const answered: LaneInput = { type: 'answered', id: 1 };
const time: LaneInput = { type: 'time' };
const [begun, resumed, suspended, stopped, givenUp] = (
  ['begun', 'resumed', 'suspended', 'stopped', 'given up'] as const
).map((type): LaneInput => ({ type })) as [LaneInput, LaneInput, LaneInput, LaneInput, LaneInput];

const at = (now: number) => ({ at: now });
const trust = (of: Readonly<Record<string, unknown>>) => ({ trust: of });

/** A connection that is doubted, on trial, and has sent its one message. */
const onTrial = (id: number, answerBy = TAKEOVER + 2_000) =>
  openLane(id, { doubted: true, trial: { answerBy }, sentAt: answerBy - 2_000 });
const waitingNext = { ...connecting, underway: undefined };
const joining = { ...connecting, why: 'join' as const, channel: 'b' };
const held5 = { releaseAt: 5_000 };

// prettier-ignore
const begins: readonly Row[] = [
  ['the first attempt begins', starting, begun, { phase: 'starting' }, ['start 1']],
  ['a step is reported', starting, step(1, 'authorizing'), { phase: 'starting', current: { underway: { state: 'authorizing' } } }, ['authorizing']],
  ['a wait is reported', starting, held(1), { phase: 'starting', current: { held: 'budget', underway: undefined } }, ['waiting']],
  ['the first connection takes over at its open', starting, opened(1), { phase: 'open', current: trust({ watched: false }) }, ['greeted 1', 'take over 1']],
  ['the first connection is watched where it is pinged', starting, opened(1), { phase: 'open', current: trust({ watched: true, pinged: true }) }, ['greeted 1', 'take over 1'], { rule: { pinged: true, provenByPong: true } }],
  ['in the place of a busy connection it is on trial', { ...starting, current: { ...starting.current, doubted: true } }, opened(1), { phase: 'open', current: trust({ watched: true, trial: {} }) }, ['greeted 1', 'take over 1']],
  ['a frame cannot come', starting, frame(1), SAME],
  ['nothing can be proven', starting, proven(1), SAME],
  ['nothing can be written', starting, wrote(1), SAME],
  ['the attempt fails', starting, ended(1), SAME, ['fail']],
  ['no limit is near', starting, due(1), SAME],
  ['join() begins the attempt anew', starting, asked('join', 'b'), SAME, ['start 1']],
  ['the network is back: it begins anew', starting, asked('wake', 'a', true), SAME, ['start 1']],
  ['a sleep leaves an attempt that is under way', starting, asked('wake'), SAME],
  ['reconnect() leaves an attempt that is under way', starting, asked('reconnect'), SAME],
  ['reconnect() leaves a wait for the budget', { ...starting, current: { id: 1, held: 'budget' } }, asked('reconnect'), SAME],
  ['reconnect() cuts any other wait', { ...starting, current: { id: 1, held: 'rate-limited' } }, asked('reconnect'), SAME, ['start 1']],
  ['a sleep cuts a wait for the budget', { ...starting, current: { id: 1, held: 'budget' } }, asked('wake'), SAME, ['start 1']],
  ['a login changes nothing while an attempt runs', starting, resumed, SAME],
  ['a suspension ends it', starting, suspended, { phase: 'starting', current: { id: 2 } }, ['complete']],
  ['a stop has nothing to report', starting, stopped, SAME],
  ['there is no deadline', starting, time, SAME],
  ['no reply is awaited', starting, { type: 'answered', id: 1 }, SAME],
  ['the end of the only attempt is not given up here', starting, givenUp, SAME],
];

// prettier-ignore
const alone: readonly Row[] = [
  ['nothing begins', open, begun, SAME],
  ['a step of an attempt cannot come', open, step(1, 'connecting'), SAME],
  ['a wait cannot come', open, held(1), SAME],
  ['it cannot open twice', open, opened(1), SAME],
  ['a frame of a connection in no doubt', open, frame(1), SAME],
  ['a frame ends a hold and a suspicion', { ...open, current: openLane(1, { suspect: true }), hold: held5 }, frame(1), { phase: 'open', hold: undefined, current: trust({ suspect: false }) }],
  ['it is proven', open, proven(1), { phase: 'open', current: trust({ proof: 'pong' }) }],
  ['the first message is noted', open, wrote(1), { phase: 'open', current: trust({ sentAt: 7 }) }, [], at(7)],
  ['the one message of a trial sets its limit', { ...open, current: openLane(1, { doubted: true, trial: {} }) }, wrote(1), { phase: 'open', current: trust({ trial: { answerBy: 2_007 } }) }, [], at(7)],
  ['it is lost', open, ended(1), SAME, ['drop 1', 'gone 1', 'fail']],
  ['it is lost in doubt', { ...open, current: openLane(1, { doubted: true }) }, ended(1), SAME, ['drop 1', 'gone 1 in doubt', 'fail']],
  ['it never answered a ping', open, ended(1, 'hint'), SAME, ['drop 1', 'gone 1', 'fault deaf', 'fail']],
  ['a limit is near', open, due(1), { phase: 'replacing', next: { id: 2, why: 'age' } }, ['rotating age', 'start 2']],
  ['a limit is near while the sends wait', { ...open, hold: held5 }, due(1), { phase: 'replacing', hold: held5 }, ['rotating age', 'start 2']],
  ['join()', open, asked('join', 'b'), { phase: 'replacing', current: trust({ suspect: false }), next: { why: 'join' } }, ['rotating join', 'start 2']],
  ['join() of its own channel', open, asked('join'), SAME],
  ['reconnect()', open, asked('reconnect'), { phase: 'replacing', current: trust({ suspect: true }), hold: undefined }, ['rotating reconnect', 'start 2']],
  ['a sleep, without a keep-alive', open, asked('wake'), { phase: 'replacing', current: trust({ suspect: true }), hold: { releaseAt: 5_007 } }, ['rotating wake', 'start 2'], at(7)],
  ['a sleep, with a keep-alive', open, asked('wake'), { phase: 'open', current: trust({ suspect: true }), hold: { openAt: 2_007, releaseAt: 5_007 } }, ['ping 1'], { at: 7, rule: { pinged: true } }],
  ['a second sleep while the answer to a ping is awaited', { ...open, hold: { openAt: 2_000, releaseAt: 5_000 } }, asked('wake'), SAME, [], { rule: { pinged: true } }],
  ['a second sleep in a hold whose attempt was given up', { ...open, hold: held5, givenUp: 'wake' }, asked('wake'), { phase: 'replacing', hold: { releaseAt: 5_007 } }, ['rotating wake', 'start 2'], at(7)],
  ['reconnect() in the hold opens the next one at once', { ...open, hold: { openAt: 2_000, releaseAt: 5_000 } }, asked('reconnect'), { phase: 'replacing', hold: { openAt: undefined, ...held5 } }, ['rotating reconnect', 'start 2']],
  ['join() in the hold opens the next one at once', { ...open, hold: { openAt: 2_000, releaseAt: 5_000 } }, asked('join', 'b'), { phase: 'replacing', hold: { openAt: undefined, ...held5 } }, ['rotating join', 'start 2']],
  ['rotation: false keeps it until an attempt may begin', open, asked('reconnect'), { phase: 'replacing', next: { id: 2, why: 'reconnect' } }, ['rotating reconnect', 'start 2'], { rule: { beside: false } }],
  ['a login where nothing was given up', open, resumed, SAME],
  ['a login where a rotation was given up', { ...open, givenUp: 'age' }, resumed, { phase: 'replacing', next: { why: 'age' } }, ['rotating age', 'start 2']],
  ['a suspension lets go of it', open, suspended, { phase: 'starting' }, ['drop 1', 'gone 1', 'complete']],
  ['a stop has nothing to report', open, stopped, SAME],
  ['a stop of a connection in doubt', { ...open, current: openLane(1, { doubted: true }) }, stopped, SAME, ['unproven 1']],
  ['there is no deadline', open, time, SAME],
  ['no answer within 2 s of the sleep: just before', { ...open, hold: { openAt: 2_000, releaseAt: 5_000 } }, time, SAME, [], at(1_999)],
  ['no answer within 2 s of the sleep', { ...open, hold: { openAt: 2_000, releaseAt: 5_000 } }, time, { phase: 'replacing', hold: { openAt: undefined, ...held5 } }, ['rotating wake', 'start 2'], at(2_000)],
  ['the same where the timers of the host stood still past the hold', { ...open, hold: { openAt: 2_000, releaseAt: 5_000 } }, time, { phase: 'replacing', hold: { openAt: undefined, ...held5 } }, ['rotating wake', 'start 2'], at(60_000)],
  ['the hold: just before its end', { ...open, hold: held5 }, time, SAME, [], at(4_999)],
  ['the hold ends after 5 s', { ...open, hold: held5 }, time, { phase: 'open', hold: undefined }, [], at(5_000)],
  ['the trial: just before its limit', { ...open, current: onTrial(1, 2_000) }, time, SAME, [], at(1_999)],
  ['the trial fails', { ...open, current: onTrial(1, 2_000) }, time, { phase: 'replacing', current: trust({ suspect: true, trial: undefined }) }, ['rotating wake', 'start 2'], at(2_000)],
  ['the trial of a host that stood still goes on', { ...open, current: onTrial(1, 2_000) }, time, { phase: 'open', current: trust({ trial: { answerBy: 9_000 } }) }, [], at(7_000)],
  ['a doubt with no other connection: just before 10 s', { ...open, current: openLane(1, { doubted: true }) }, time, SAME, [], at(9_999)],
  ['a doubt with no other connection ends after 10 s', { ...open, current: openLane(1, { doubted: true }) }, time, { phase: 'replacing', current: trust({ suspect: true }) }, ['rotating wake', 'start 2'], at(10_000)],
  ['no older connection has replies', open, { type: 'answered', id: 1 }, SAME],
  ['there is no next one to give up', open, givenUp, SAME],
];

// prettier-ignore
const opening: readonly Row[] = [
  ['nothing begins', replacing, begun, SAME],
  ['the token of the next one', { ...replacing, next: { id: 2, why: 'age' } }, step(2, 'authorizing'), { phase: 'replacing', next: { underway: { state: 'authorizing' } } }, ['authorizing']],
  ['copies are known from the creation of the socket on', { ...replacing, next: { id: 2, why: 'age' } }, step(2, 'connecting'), { phase: 'replacing', next: { doubted: false } }, ['compare 2', 'connecting']],
  ['none in another channel', { ...replacing, next: { id: 2, why: 'join' } }, step(2, 'connecting', 'b'), { phase: 'replacing' }, ['connecting']],
  ['rotation: false closes the current one as the attempt begins', { ...replacing, next: { id: 2, why: 'reconnect' } }, step(2, 'authorizing'), { phase: 'starting', current: { id: 2, underway: { state: 'authorizing' } } }, ['drop 1', 'gone 1', 'start over', 'ended, goes on', 'authorizing'], { rule: { beside: false } }],
  ['a wait of the next one is not reported', replacing, held(2), { phase: 'replacing', next: { held: 'budget', underway: undefined } }],
  ['the next one opens', replacing, opened(2), { phase: 'settling', takeoverAt: TAKEOVER, next: trust({ watched: true, doubted: false }) }, ['greeted 2'], at(OPENED)],
  ['the next one opens after a short overlap was chosen', replacing, opened(2), { phase: 'settling', takeoverAt: OPENED + 2_000 }, ['greeted 2'], { at: OPENED, rule: { overlap: 4_000 } }],
  ['without an overlap it takes over at its open', replacing, opened(2), { phase: 'overlap', judgeAt: OPENED + 4_000 }, ['greeted 2', 'taken over 2 until 14000', 'take over 2'], { at: OPENED, rule: { overlap: 0 } }],
  ['where the older one is silent since a reconnect() it takes over at its open', { ...replacing, current: openLane(1, { suspect: true }) }, opened(2), { phase: 'overlap', current: trust({ doubted: false }) }, ['greeted 2', 'taken over 2 until 20000', 'take over 2'], at(OPENED)],
  ['and on trial where that one was busy', { ...replacing, current: openLane(1, { suspect: true }, linkOf(1, true)) }, opened(2), { phase: 'overlap', current: trust({ doubted: true, trial: {} }) }, ['greeted 2', 'taken over 2 until 20000', 'take over 2'], at(OPENED)],
  ['a doubt of one that seemed deaf passes on', { ...replacing, current: openLane(1, { suspect: true, doubted: true, replaced: 2 }) }, opened(2), { phase: 'overlap', current: trust({ doubted: true, replaced: 3 }) }, ['greeted 2', 'taken over 2 until 20000', 'take over 2'], at(OPENED)],
  ['and that three times in a row at most', { ...replacing, current: openLane(1, { suspect: true, doubted: true, replaced: 3 }) }, opened(2), { phase: 'overlap', current: trust({ doubted: false, replaced: 0 }) }, ['greeted 2', 'taken over 2 until 20000', 'take over 2'], at(OPENED)],
  ['another channel takes over at its open', { ...replacing, next: joining }, opened(2), { phase: 'open', current: { id: 2, channel: 'b', trust: { trial: undefined } } }, ['greeted 2', 'drop 1', 'gone 1', 'take over 2']],
  ['another channel is not on trial, whatever the older one was', { ...replacing, current: openLane(1, { suspect: true, doubted: true }, linkOf(1, true)), next: joining }, opened(2), { phase: 'open', current: { id: 2, trust: { doubted: false } } }, ['greeted 2', 'drop 1', 'gone 1 in doubt', 'take over 2']],
  ['a broadcast while the socket of the next one opens is a doubt', replacing, frame(1), { phase: 'replacing', next: { doubted: true } }],
  ['a reply is none', replacing, frame(1, 'answer'), { phase: 'replacing', next: { doubted: false } }],
  ['nor is the answer to a ping', replacing, frame(1, 'pong'), SAME],
  ['nor a broadcast before the socket is created', { ...replacing, next: { ...connecting, underway: { state: 'authorizing', attempt: 1 } } }, frame(1), SAME],
  ['nor one of another channel', { ...replacing, next: joining }, frame(1), SAME],
  ['a frame ends a hold', { ...replacing, next: waitingNext, hold: held5, current: openLane(1, { suspect: true }) }, frame(1), { phase: 'replacing', hold: undefined, current: trust({ suspect: false }) }],
  ['the open one is proven', replacing, proven(1), { phase: 'replacing', current: trust({ proof: 'pong' }) }],
  ['a message goes out on the open one', replacing, wrote(1), { phase: 'replacing', current: trust({ sentAt: 7 }) }, [], at(7)],
  ['the next one fails', { ...replacing, hold: held5 }, ended(2), { phase: 'replacing', hold: undefined, next: { underway: undefined } }, ['ended', 'retry 2']],
  ['the open one is lost, and the attempt goes on', replacing, ended(1), { phase: 'starting', current: { id: 2, doubted: false } }, ['drop 1', 'gone 1', 'alone 2', 'ended, goes on', 'goes on']],
  ['the open one is lost, which was busy', { ...replacing, current: openLane(1, {}, linkOf(1, true)) }, ended(1), { phase: 'starting', current: { id: 2, doubted: true } }, ['drop 1', 'gone 1', 'alone 2', 'ended, goes on', 'goes on']],
  ['the open one never answered a ping', replacing, ended(1, 'hint'), { phase: 'starting' }, ['drop 1', 'gone 1', 'alone 2', 'fault deaf', 'ended, goes on', 'goes on']],
  ['the open one is lost while the next one waits', { ...replacing, next: waitingNext }, ended(1), { phase: 'replacing' }, ['drop 1', 'gone 1', 'fail']],
  ['the same, and it never answered a ping', { ...replacing, next: waitingNext }, ended(1, 'hint'), { phase: 'replacing' }, ['drop 1', 'gone 1', 'fault deaf', 'fail']],
  ['a limit of the open one, which is being replaced', replacing, due(1), SAME],
  ['a limit of the open one makes a join() a rotation', { ...replacing, next: joining }, due(1), { phase: 'replacing', next: { why: 'age' } }],
  ['join() begins the attempt anew', replacing, asked('join', 'b'), SAME, ['start 2']],
  ['a join() there and back', { ...replacing, next: joining }, asked('join', 'a'), { phase: 'open' }, ['drop 2']],
  ['a join() back, where a rotation was due', { ...replacing, next: { ...joining, why: 'age' } }, asked('join', 'a'), SAME, ['start 2']],
  ['reconnect() while an attempt runs', replacing, asked('reconnect'), { phase: 'replacing', current: trust({ suspect: true }) }],
  ['reconnect() cuts the wait for the next try', { ...replacing, next: waitingNext }, asked('reconnect'), { phase: 'replacing', current: trust({ suspect: true }) }, ['start 2']],
  ['reconnect() makes a join() a rotation', { ...replacing, next: joining }, asked('reconnect'), { phase: 'replacing', next: { why: 'reconnect' } }],
  ['a sleep', replacing, asked('wake'), { phase: 'replacing', current: trust({ suspect: true }), hold: { releaseAt: 5_007 } }, ['ping 1'], at(7)],
  ['a sleep makes a join() a rotation', { ...replacing, next: joining }, asked('wake'), { phase: 'replacing', next: { why: 'wake' } }, ['ping 1']],
  ['a second sleep does not prolong the hold', { ...replacing, hold: held5 }, asked('wake'), { phase: 'replacing', hold: held5 }, ['ping 1'], at(7)],
  ['the network is back: the attempt begins anew', replacing, asked('wake', 'a', true), { phase: 'replacing' }, ['ping 1', 'start 2']],
  ['a login changes nothing while an attempt runs', replacing, resumed, SAME],
  ['a suspension lets go of the open one', replacing, suspended, { phase: 'starting', current: { id: 3 } }, ['drop 1', 'gone 1', 'complete']],
  ['a stop', { ...replacing, current: openLane(1, { suspect: true }) }, stopped, SAME, ['unproven 1']],
  ['there is no deadline', replacing, time, SAME],
  ['the hold: just before its end', { ...replacing, hold: held5 }, time, SAME, [], at(4_999)],
  ['the hold ends after 5 s', { ...replacing, hold: held5 }, time, { phase: 'replacing', hold: undefined }, [], at(5_000)],
  ['a trial fails while the next one is opened already', { ...replacing, current: onTrial(1) }, time, { phase: 'replacing', current: trust({ suspect: true, trial: undefined }) }, [], at(TAKEOVER + 2_000)],
  ['a trial of a host that stood still goes on', { ...replacing, current: onTrial(1, 2_000) }, time, { phase: 'replacing', current: trust({ trial: { answerBy: 9_000 } }) }, [], at(7_000)],
  ['no older connection has replies', replacing, answered, SAME],
  ['no retry cures the failure', { ...replacing, hold: held5 }, givenUp, { phase: 'open', givenUp: 'age', hold: held5 }, ['drop 2']],
  ['the same after a fall back, which a login tries again too', { ...replacing, next: { id: 2 } }, givenUp, { phase: 'open', givenUp: 'reconnect' }, ['drop 2']],
];

const doubted = openLane(2, { doubted: true });

// prettier-ignore
const settles: readonly Row[] = [
  ['nothing begins', settling, begun, SAME],
  ['a step cannot come', settling, step(2, 'connecting'), SAME],
  ['a wait cannot come', settling, held(2), SAME],
  ['it cannot open twice', settling, opened(2), SAME],
  ['a broadcast on the older one is a doubt', settling, frame(1), { phase: 'settling', next: trust({ doubted: true }) }],
  ['a reply is none', settling, frame(1, 'answer'), { phase: 'settling', next: trust({ doubted: false }) }],
  ['nor is the answer to a ping', settling, frame(1, 'pong'), SAME],
  ['an early frame proves nothing', settling, frame(2), SAME, [], at(OPENED + 4_299)],
  ['a frame 4.3 s after the open proves it', settling, frame(2), { phase: 'settling', next: trust({ proof: 'frame' }) }, [], at(OPENED + 4_300)],
  ['but not where it is pinged', settling, frame(2), SAME, [], { at: OPENED + 4_300, rule: { pinged: true, provenByPong: true } }],
  ['a reply to a request() proves it', settling, frame(2, 'answer'), { phase: 'settling', next: trust({ proof: 'frame' }) }, [], at(OPENED + 1)],
  ['the answer to another ping proves nothing', settling, frame(2, 'pong'), SAME, [], at(OPENED + 4_900)],
  ['the answer to the proving ping proves the next one', settling, proven(2), { phase: 'settling', next: trust({ proof: 'pong' }) }],
  ['or the current one', settling, proven(1), { phase: 'settling', current: trust({ proof: 'pong' }) }],
  ['a message goes out on the older one', settling, wrote(1), { phase: 'settling', current: trust({ sentAt: 7 }) }, [], at(7)],
  ['the older one is lost', settling, ended(1), { phase: 'open', current: { id: 2, trust: { doubted: false } } }, ['drop 1', 'gone 1', 'alone 2', 'ended', 'take over 2']],
  ['the older one is lost, which was busy', { ...settling, current: openLane(1, {}, linkOf(1, true)) }, ended(1), { phase: 'open', current: { id: 2, trust: { doubted: true, trial: {} } } }, ['drop 1', 'gone 1', 'alone 2', 'ended', 'take over 2']],
  ['the older one is lost and never answered a ping', settling, ended(1, 'hint'), { phase: 'open' }, ['drop 1', 'gone 1', 'alone 2', 'fault deaf', 'ended', 'take over 2']],
  ['the older one is lost, and a rotation was asked for', { ...settling, postponed: 'reconnect' }, ended(1), { phase: 'replacing', current: { id: 2 }, next: { id: 3 } }, ['drop 1', 'gone 1', 'alone 2', 'ended', 'take over 2', 'rotating reconnect', 'start 3']],
  ['the next one is lost', settling, ended(2), { phase: 'replacing', current: { id: 1 }, next: { id: 3 } }, ['swap back 1 from 2', 'drop 2', 'gone 2', 'ended', 'retry 3']],
  ['the next one never answered a ping', settling, ended(2, 'hint'), { phase: 'replacing' }, ['swap back 1 from 2', 'drop 2', 'gone 2', 'fault deaf', 'ended', 'retry 3']],
  ['a limit of the older one is met already', settling, due(1), SAME],
  ['a limit of the next one waits', settling, due(2), { phase: 'settling', postponed: 'age' }],
  ['reconnect() waits', settling, asked('reconnect'), { phase: 'settling', postponed: 'reconnect' }],
  ['a sleep waits, and both may be dead', settling, asked('wake'), { phase: 'settling', postponed: 'wake', current: trust({ suspect: true }), next: trust({ suspect: true }) }],
  ['a sleep takes no reconnect() away', { ...settling, postponed: 'reconnect' }, asked('wake'), { phase: 'settling', postponed: 'reconnect' }],
  ['join() of its own channel', settling, asked('join'), SAME],
  ['join() ends the rotation', settling, asked('join', 'b'), { phase: 'replacing', current: { id: 1 }, next: { id: 3, why: 'join' } }, ['swap back 1 from 2', 'drop 2', 'gone 2', 'rotating join', 'start 3']],
  ['a login changes nothing', settling, resumed, SAME],
  ['a suspension lets go of both', settling, suspended, { phase: 'starting', current: { id: 3 } }, ['drop 1', 'gone 1', 'drop 2', 'gone 2', 'complete']],
  ['a stop reports the one in doubt', { ...settling, next: doubted }, stopped, SAME, ['unproven 2']],
  ['just before it takes over', settling, time, SAME, [], at(TAKEOVER - 1)],
  ['it takes over', settling, time, { phase: 'overlap', since: TAKEOVER, judgeAt: JUDGED, current: { id: 2, trust: { trial: undefined } } }, ['taken over 2 until 20000', 'take over 2'], at(TAKEOVER)],
  ['doubted and not proven it is on trial', { ...settling, next: doubted }, time, { phase: 'overlap', current: trust({ trial: {} }) }, ['taken over 2 until 20000', 'take over 2'], at(TAKEOVER)],
  ['doubted and proven it is not', { ...settling, next: openLane(2, { doubted: true, proof: 'frame' }) }, time, { phase: 'overlap', current: trust({ trial: undefined }) }, ['taken over 2 until 20000', 'take over 2'], at(TAKEOVER)],
  ['the older one is kept for 4 s at least', settling, time, { phase: 'overlap', judgeAt: 24_000 }, ['taken over 2 until 24000', 'take over 2'], at(JUDGED)],
  ['no older connection has replies', settling, answered, SAME],
  ['there is no attempt to give up', settling, givenUp, SAME],
];

const heard = { receivedAt: TAKEOVER + 2_000, lastReceivedAt: TAKEOVER + 2_000 };
const byPong = openLane(2, { proof: 'pong' });
const byFrame = openLane(2, { proof: 'frame' });
const deafEffects = ['swap back 1 from 2', 'reverted', 'unproven 2', 'fault deaf', 'ended'];

// prettier-ignore
const overlaps: readonly Row[] = [
  ['nothing begins', overlap, begun, SAME],
  ['a step cannot come', overlap, step(2, 'connecting'), SAME],
  ['a wait cannot come', overlap, held(2), SAME],
  ['it cannot open twice', overlap, opened(2), SAME],
  ['a broadcast on the older one less than 2 s after the takeover may have been under way', overlap, frame(1), { phase: 'overlap', receivedAt: undefined, lastReceivedAt: TAKEOVER + 1_999 }, [], at(TAKEOVER + 1_999)],
  ['2 s after the takeover both should bring it', overlap, frame(1), { phase: 'overlap', receivedAt: TAKEOVER + 2_000, surelyReceivedAt: undefined }, [], at(TAKEOVER + 2_000)],
  ['7 s after the takeover it is no late reply', { ...overlap, ...heard }, frame(1), { phase: 'overlap', receivedAt: TAKEOVER + 2_000, surelyReceivedAt: TAKEOVER + 7_000 }, [], at(TAKEOVER + 7_000)],
  ['a reply on the older one is no sign', overlap, frame(1, 'answer'), { phase: 'overlap', receivedAt: undefined, older: trust({ proof: 'frame' }) }, [], at(TAKEOVER + 2_000)],
  ['the answer to a ping is no sign', overlap, frame(1, 'pong'), SAME, [], at(TAKEOVER + 2_000)],
  ['an echo sooner than 4.3 s after the open proves nothing', overlap, frame(2, 'broadcast', true), SAME, [], at(OPENED + 4_299)],
  ['an echo after that does', overlap, frame(2, 'broadcast', true), { phase: 'overlap', echoed: true, current: trust({ proof: 'frame' }) }, [], at(OPENED + 4_300)],
  ['an echo of the older one counts too', overlap, frame(1, 'broadcast', true), { phase: 'overlap', echoed: true }, [], at(TAKEOVER)],
  ['a frame after the first message ends the trial: not within 60 ms', { ...overlap, current: openLane(2, { doubted: true, openedAt: TAKEOVER - 100, trial: { answerBy: 17_000 }, sentAt: TAKEOVER }) }, frame(2), SAME, [], at(TAKEOVER + 60)],
  ['a frame after the first message ends the trial', { ...overlap, current: openLane(2, { doubted: true, openedAt: TAKEOVER - 100, trial: { answerBy: 17_000 }, sentAt: TAKEOVER }) }, frame(2), { phase: 'overlap', current: trust({ trial: undefined, proof: 'frame' }) }, [], at(TAKEOVER + 61)],
  ['the newer one is proven', { ...overlap, current: onTrial(2) }, proven(2), { phase: 'overlap', current: trust({ proof: 'pong', trial: undefined }) }],
  ['the older one is proven', overlap, proven(1), { phase: 'overlap', older: trust({ proof: 'pong' }) }],
  ['the one message of the trial goes out', { ...overlap, current: openLane(2, { doubted: true, trial: {} }) }, wrote(2), { phase: 'overlap', current: trust({ trial: { answerBy: TAKEOVER + 2_000 } }) }, [], at(TAKEOVER)],
  ['the newer one is lost', overlap, ended(2), { phase: 'replacing', current: { id: 1 }, next: { id: 3 } }, ['swap back 1 from 2', 'drop 2', 'gone 2', 'reverted', 'ended', 'retry 3']],
  ['the newer one never answered a ping', overlap, ended(2, 'hint'), { phase: 'replacing' }, ['swap back 1 from 2', 'drop 2', 'gone 2', 'reverted', 'fault deaf', 'ended', 'retry 3']],
  ['the older one is lost', overlap, ended(1), { phase: 'open', current: { id: 2 } }, ['alone 2', 'drop 1', 'gone 1', 'ended']],
  ['the older one never answered a ping', overlap, ended(1, 'hint'), { phase: 'open', current: { id: 2 } }, ['alone 2', 'drop 1', 'gone 1', 'fault deaf', 'ended']],
  ['the older one is lost, and a rotation was asked for', { ...overlap, postponed: 'age' }, ended(1), { phase: 'replacing', next: { id: 3, why: 'age' } }, ['alone 2', 'drop 1', 'gone 1', 'ended', 'rotating age', 'start 3']],
  ['the older one is lost after a sleep', { ...overlap, postponed: 'wake' }, ended(1), { phase: 'replacing', current: trust({ suspect: true }), hold: { releaseAt: 5_007 } }, ['alone 2', 'drop 1', 'gone 1', 'ended', 'rotating wake', 'start 3'], at(7)],
  ['a limit of the older one is met already', overlap, due(1), SAME],
  ['a limit of the newer one waits', overlap, due(2), { phase: 'overlap', postponed: 'age' }],
  ['reconnect() waits', overlap, asked('reconnect'), { phase: 'overlap', postponed: 'reconnect' }],
  ['a sleep waits, and both may be dead', overlap, asked('wake'), { phase: 'overlap', postponed: 'wake', current: trust({ suspect: true }), older: trust({ suspect: true }) }],
  ['a sleep leaves a trial as it is', { ...overlap, current: onTrial(2) }, asked('wake'), { phase: 'overlap', current: trust({ suspect: true, trial: { answerBy: TAKEOVER + 2_000 } }) }],
  ['a sleep takes no rotation away that is due', { ...overlap, postponed: 'age' }, asked('wake'), { phase: 'overlap', postponed: 'age' }],
  ['join() of its own channel', overlap, asked('join'), SAME],
  ['join() ends the overlap', overlap, asked('join', 'b'), { phase: 'replacing', current: { id: 2 }, next: { id: 3, why: 'join' } }, ['alone 2', 'drop 1', 'gone 1', 'rotating join', 'start 3']],
  ['a login changes nothing', overlap, resumed, SAME],
  ['a suspension lets go of both', overlap, suspended, { phase: 'starting', current: { id: 3 } }, ['drop 2', 'gone 2', 'drop 1', 'gone 1', 'complete']],
  ['a stop reports the ones in doubt', { ...overlap, current: doubted, older: openLane(1, { suspect: true }) }, stopped, SAME, ['unproven 2', 'unproven 1']],
  ['the trial: just before its limit', { ...overlap, current: onTrial(2) }, time, SAME, [], at(TAKEOVER + 1_999)],
  ['the trial fails: it is deaf', { ...overlap, current: onTrial(2) }, time, { phase: 'dismissing', current: { id: 1 }, dropped: 0, silentAt: 19_000, dropAt: 47_000 }, deafEffects, at(TAKEOVER + 2_000)],
  ['the trial fails, and the older one is silent since a sleep', { ...overlap, current: onTrial(2), older: openLane(1, { suspect: true }) }, time, { phase: 'replacing', current: { id: 2, trust: { suspect: true } } }, ['alone 2', 'drop 1', 'gone 1 in doubt', 'retry 3'], at(TAKEOVER + 2_000)],
  ['the trial of a host that stood still goes on', { ...overlap, current: onTrial(2) }, time, { phase: 'overlap', current: trust({ trial: { answerBy: TAKEOVER + 9_000 } }) }, [], at(TAKEOVER + 7_000)],
  ['but not for ever: the timers of a hidden tab are always late', { ...overlap, current: openLane(2, { doubted: true, trial: { answerBy: TAKEOVER, again: true }, sentAt: OPENED }) }, time, { phase: 'dismissing' }, deafEffects, at(TAKEOVER + 60_000)],
  ['just before the end of the overlap', overlap, time, SAME, [], at(JUDGED - 1)],
  ['the end of the overlap', overlap, time, { phase: 'overlap', judgeAt: undefined }, ['await replies 1'], at(JUDGED)],
  ['what the older one brought may still be echoed', { ...overlap, receivedAt: JUDGED - 4_999 }, time, { phase: 'overlap', judgeAt: JUDGED + 1 }, [], at(JUDGED)],
  ['nothing was echoed for 5 s: it is deaf', { ...overlap, receivedAt: JUDGED - 5_000 }, time, { phase: 'dismissing' }, deafEffects, at(JUDGED)],
  ['an echo clears it', { ...overlap, receivedAt: JUDGED - 5_000, echoed: true }, time, { phase: 'overlap', judgeAt: undefined }, ['await replies 1'], at(JUDGED)],
  ['one that was proven by a frame is dropped for it, once', { ...overlap, current: byFrame, receivedAt: JUDGED - 5_000 }, time, { phase: 'dismissing', dropped: 1 }, deafEffects, at(JUDGED)],
  ['and no second one in the same rotation', { ...overlap, current: byFrame, dropped: 1, receivedAt: JUDGED - 6_000, lastReceivedAt: JUDGED - 5_000 }, time, { phase: 'overlap', judgeAt: undefined }, ['await replies 1'], at(JUDGED)],
  ['nor one that answered the ping', { ...overlap, current: byPong, receivedAt: JUDGED - 6_000, lastReceivedAt: JUDGED - 5_000 }, time, { phase: 'overlap', judgeAt: undefined }, ['await replies 1'], at(JUDGED)],
  ['that one is watched while the older one goes on', { ...overlap, current: byPong, ...heard }, time, { phase: 'overlap', judgeAt: TAKEOVER + 7_000 }, [], at(JUDGED)],
  ['and dropped for what certainly is no late reply', { ...overlap, current: byPong, ...heard, surelyReceivedAt: TAKEOVER + 7_000, judgeAt: TAKEOVER + 11_999 }, time, { phase: 'dismissing', dropped: 1 }, deafEffects, at(TAKEOVER + 12_000)],
  ['just before that', { ...overlap, current: byPong, ...heard, surelyReceivedAt: TAKEOVER + 7_000, judgeAt: TAKEOVER + 11_999 }, time, { phase: 'overlap', judgeAt: TAKEOVER + 12_000 }, [], at(TAKEOVER + 11_999)],
  ['late timers leave frames unread: one more limit', { ...overlap, current: byPong, ...heard, judgeAt: 10_000 }, time, { phase: 'overlap', judgeAt: 17_000, late: true }, [], at(15_000)],
  ['and none after that', { ...overlap, current: byPong, ...heard, surelyReceivedAt: TAKEOVER + 7_000, judgeAt: 10_000, late: true }, time, { phase: 'dismissing' }, deafEffects, at(60_000)],
  ['doubted and not proven at the end of the overlap: deaf', { ...overlap, current: doubted }, time, { phase: 'dismissing' }, deafEffects, at(JUDGED)],
  ['but not sooner than 5 s after its open', { ...overlap, current: doubted, judgeAt: OPENED + 4_000 }, time, { phase: 'overlap', judgeAt: OPENED + 5_000 }, [], at(OPENED + 4_999)],
  ['5 s after its open', { ...overlap, current: doubted, judgeAt: OPENED + 5_000 }, time, { phase: 'dismissing' }, deafEffects, at(OPENED + 5_000)],
  ['no reply is awaited, but the overlap goes on', overlap, answered, SAME],
  ['no reply is awaited any more', { ...overlap, judgeAt: undefined }, answered, { phase: 'draining', dropAt: JUDGED + 2_000 }, ['closing 2', 'close 1'], at(JUDGED)],
  ['there is no attempt to give up', overlap, givenUp, SAME],
];

// prettier-ignore
const drains: readonly Row[] = [
  ['nothing begins', draining, begun, SAME],
  ['a step cannot come', draining, step(2, 'connecting'), SAME],
  ['a wait cannot come', draining, held(2), SAME],
  ['it cannot open twice', draining, opened(2), SAME],
  ['a frame of the older one', draining, frame(1), SAME, [], at(JUDGED)],
  ['a frame of the current one proves it', draining, frame(2), { phase: 'draining', current: trust({ proof: 'frame' }) }, [], at(JUDGED)],
  ['the current one is proven', draining, proven(2), { phase: 'draining', current: trust({ proof: 'pong' }) }],
  ['the older one needs no proof any more', draining, proven(1), SAME],
  ['a message goes out on the current one', draining, wrote(2), { phase: 'draining', current: trust({ sentAt: 7 }) }, [], at(7)],
  ['the older one has closed', draining, ended(1), { phase: 'open', current: { id: 2 } }, ['alone 2', 'drop 1', 'gone 1']],
  ['the older one has closed, and a rotation was asked for', { ...draining, postponed: 'reconnect' }, ended(1), { phase: 'replacing', next: { id: 3 } }, ['alone 2', 'drop 1', 'gone 1', 'rotating reconnect', 'start 3']],
  ['the current one is lost, and both are told of', draining, ended(2), { phase: 'draining' }, ['drop 2', 'gone 2', 'drop 1', 'gone 1', 'fail']],
  ['the current one never answered a ping', draining, ended(2, 'hint'), { phase: 'draining' }, ['drop 2', 'gone 2', 'fault deaf', 'drop 1', 'gone 1', 'fail']],
  ['a limit of the older one', draining, due(1), SAME],
  ['a limit of the current one waits', draining, due(2), { phase: 'draining', postponed: 'age' }],
  ['reconnect() waits', draining, asked('reconnect'), { phase: 'draining', postponed: 'reconnect' }],
  ['a sleep waits, and the connection may be dead', draining, asked('wake'), { phase: 'draining', postponed: 'wake', current: trust({ suspect: true }) }],
  ['a sleep takes no reconnect() away', { ...draining, postponed: 'reconnect' }, asked('wake'), { phase: 'draining', postponed: 'reconnect' }],
  ['join() of its own channel', draining, asked('join'), SAME],
  ['join() does not wait', draining, asked('join', 'b'), { phase: 'replacing', next: { id: 3, why: 'join' } }, ['alone 2', 'drop 1', 'gone 1', 'rotating join', 'start 3']],
  ['a login changes nothing', draining, resumed, SAME],
  ['a suspension lets go of both', draining, suspended, { phase: 'starting' }, ['drop 2', 'gone 2', 'drop 1', 'gone 1', 'complete']],
  ['a stop has nothing to report', draining, stopped, SAME],
  ['just before the limit of the close', draining, time, SAME, [], at(21_999)],
  ['the older one does not close', draining, time, { phase: 'open' }, ['alone 2', 'drop 1', 'gone 1'], at(22_000)],
  ['a trial fails: another one is opened when the older one is gone', { ...draining, current: onTrial(2, 21_000) }, time, { phase: 'draining', postponed: 'wake', current: trust({ suspect: true, trial: undefined }) }, [], at(21_000)],
  ['a trial of a host that stood still goes on', { ...draining, dropAt: 30_000, current: onTrial(2, 21_000) }, time, { phase: 'draining', current: trust({ trial: { answerBy: 28_000 } }) }, [], at(26_000)],
  ['no reply is awaited', draining, answered, SAME],
  ['there is no attempt to give up', draining, givenUp, SAME],
];

// prettier-ignore
const dismisses: readonly Row[] = [
  ['nothing begins', dismissing, begun, SAME],
  ['a step cannot come', dismissing, step(2, 'connecting'), SAME],
  ['a wait cannot come', dismissing, held(2), SAME],
  ['it cannot open twice', dismissing, opened(2), SAME],
  ['a frame of the deaf one: it is read for 2 s more', dismissing, frame(2), { phase: 'dismissing', silentAt: 23_000 }, [], at(21_000)],
  ['and for 30 s in all', dismissing, frame(2), { phase: 'dismissing', silentAt: 50_000 }, [], at(49_000)],
  ['a frame of the current one', { ...dismissing, current: openLane(1, { suspect: true }) }, frame(1), { phase: 'dismissing', current: trust({ suspect: false }) }],
  ['the current one is proven', dismissing, proven(1), { phase: 'dismissing', current: trust({ proof: 'pong' }) }],
  ['the deaf one is not', dismissing, proven(2), SAME],
  ['a message goes out on the current one', dismissing, wrote(1), { phase: 'dismissing', current: trust({ sentAt: 7 }) }, [], at(7)],
  ['the deaf one has ended: the next try comes after the backoff', dismissing, ended(2), { phase: 'replacing', current: { id: 1 }, next: { id: 3 } }, ['drop 2', 'gone 2 in doubt', 'retry 3']],
  ['the current one is lost, and both are told of', dismissing, ended(1), { phase: 'dismissing' }, ['drop 1', 'gone 1', 'drop 2', 'gone 2 in doubt', 'fail']],
  ['the current one never answered a ping', dismissing, ended(1, 'hint'), { phase: 'dismissing' }, ['drop 1', 'gone 1', 'fault deaf', 'drop 2', 'gone 2 in doubt', 'fail']],
  ['a limit: the next one follows anyway', dismissing, due(1), SAME],
  ['reconnect() does not wait for the silence', dismissing, asked('reconnect'), { phase: 'replacing', next: { id: 3 } }, ['drop 2', 'gone 2 in doubt', 'rotating reconnect', 'start 3']],
  ['join() neither', dismissing, asked('join', 'b'), { phase: 'replacing', next: { id: 3, why: 'join' } }, ['drop 2', 'gone 2 in doubt', 'rotating join', 'start 3']],
  ['join() of its own channel', dismissing, asked('join'), SAME],
  ['a sleep waits, and the connection may be dead', dismissing, asked('wake'), { phase: 'dismissing', postponed: 'wake', current: trust({ suspect: true }) }],
  ['a login changes nothing', dismissing, resumed, SAME],
  ['a suspension lets go of both', dismissing, suspended, { phase: 'starting' }, ['drop 1', 'gone 1', 'drop 2', 'gone 2 in doubt', 'complete']],
  ['a stop reports the deaf one', dismissing, stopped, SAME, ['unproven 2']],
  ['just before it was silent for 2 s', dismissing, time, SAME, [], at(21_999)],
  ['it was silent for 2 s', dismissing, time, { phase: 'replacing', next: { id: 3 } }, ['drop 2', 'gone 2 in doubt', 'retry 3'], at(22_000)],
  ['a trial of the current one fails', { ...dismissing, current: onTrial(1, 21_000) }, time, { phase: 'dismissing', current: trust({ suspect: true }) }, [], at(21_000)],
  ['a trial of a host that stood still goes on', { ...dismissing, silentAt: 50_000, current: onTrial(1, 21_000) }, time, { phase: 'dismissing', current: trust({ trial: { answerBy: 28_000 } }) }, [], at(26_000)],
  ['no reply is awaited', dismissing, answered, SAME],
  ['there is no attempt to give up', dismissing, givenUp, SAME],
];

const table: { readonly [P in Phase]: readonly Row[] } = {
  starting: begins,
  open: alone,
  replacing: opening,
  settling: settles,
  overlap: overlaps,
  draining: drains,
  dismissing: dismisses,
};

/** What a value has of the keys of a pattern; a key that is missing is as one that is `undefined`. */
function partOf(value: unknown, pattern: unknown): unknown {
  if (!isRecord(value) || !isRecord(pattern)) return value;
  return Object.fromEntries(Object.keys(pattern).map((key) => [key, partOf(value[key], pattern[key])]));
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

describe.each(Object.entries(table))('%s', (phase, rows) => {
  it.each(rows.map((row) => [row[0], row] as const))(
    '%s',
    (_what, [, lanes, input, then, effects = [], given = {}]) => {
      const { at: now = 0, rule } = given;
      expect(lanes.phase).toBe(phase);
      const [after, ...done] = transition(lanes, input, contextOf(now, rule));
      expect(done.map(shown)).toEqual(effects);
      if (then === SAME) expect(after).toEqual(lanes);
      else {
        expect(partOf(after, then)).toEqual(then);
        // A row that says what the lanes are afterwards is about a change, or about an effect.
        expect(effects.length > 0 || !isDeepStrictEqual(after, lanes)).toBe(true);
      }
    },
  );

  it('has a row for every input', () => {
    expect(inputTypes.filter((type) => !rows.some(([, , input]) => input.type === type))).toEqual([]);
  });
});

it('the table has a row for every phase', () => {
  expect(Object.keys(table).sort()).toEqual(Object.keys(laneTable).sort());
});

it.each(Object.values(phases))('in $phase, what comes from a lane that is gone changes nothing', (lanes) => {
  for (const input of [frame(9), ended(9), opened(9), due(9), proven(9), wrote(9), step(9, 'connecting'), held(9)])
    expect(transition(lanes, input, contextOf(0))).toEqual([lanes]);
});

describe('where the sends go', () => {
  it.each<readonly [string, Lanes, string, boolean]>([
    ['to the only connection', open, '1 all', false],
    ['to the older one while the next one is opened', replacing, '1 all', false],
    ['to the older one while the next one settles', settling, '1 all', false],
    ['to the newer one in the overlap, remembered until it is proven', overlap, '2 all', true],
    ['to the newer one, once it is proven', { ...overlap, current: byFrame }, '2 all', false],
    [
      'to a connection on trial, one message',
      { ...overlap, current: openLane(2, { doubted: true, trial: {} }) },
      '2 one',
      true,
    ],
    ['and none after it', { ...overlap, current: onTrial(2) }, '2 none', true],
    ['nowhere in a hold', { ...open, hold: held5 }, '1 none', false],
    ['nowhere in a hold while the next one is opened', { ...replacing, hold: held5 }, '1 none', false],
    [
      'to one that is silent since a sleep, remembered',
      { ...open, current: openLane(1, { suspect: true }) },
      '1 all',
      true,
    ],
    ['to the older one, where the newer one was deaf', dismissing, '1 all', false],
  ])('%s', (_what, lanes, to, remembered) => {
    const route = routeOf(lanes)!;
    expect([`${(route.link as unknown as { id: number }).id} ${route.pace}`, route.remembered]).toEqual([
      to,
      remembered,
    ]);
  });

  it('nowhere while nothing is open', () => {
    expect(routeOf(starting)).toBeUndefined();
  });
});

describe('the nearest deadline', () => {
  const trial = onTrial(2, 16_000);
  it.each<readonly [string, Lanes, number]>([
    ['none of an attempt', starting, Infinity],
    ['none of a connection in no doubt', open, Infinity],
    ['the wait for an answer after a sleep', { ...open, hold: { openAt: 2_000, releaseAt: 5_000 } }, 2_000],
    ['the end of a hold', { ...open, hold: held5 }, 5_000],
    ['the end of a doubt', { ...open, current: openLane(1, { doubted: true }) }, 10_000],
    ['the end of a hold beside an attempt', { ...replacing, hold: held5 }, 5_000],
    ['the takeover', settling, TAKEOVER],
    ['the end of the overlap', overlap, JUDGED],
    ['none while a reply is awaited', { ...overlap, judgeAt: undefined }, Infinity],
    ['a trial', { ...overlap, current: trial }, 16_000],
    ['the limit of a close', draining, 22_000],
    ['the silence of a deaf connection', dismissing, 22_000],
  ])('is %s', (_what, lanes, deadline) => {
    expect(deadlineOf(lanes)).toBe(deadline);
  });
});

it('a frame needs no look where there is one connection, in no doubt and with no hold', () => {
  const calm: readonly Lanes[] = [open, { ...open, current: byFrame }];
  const looked: readonly Lanes[] = [
    starting,
    { ...open, hold: held5 },
    { ...open, current: openLane(2) },
    { ...open, current: openLane(1, { suspect: true }) },
    { ...open, current: openLane(1, { doubted: true, trial: {} }) },
    replacing,
    settling,
    overlap,
    draining,
    dismissing,
  ];
  expect([calm.map(isCalm), looked.map(isCalm)]).toEqual([calm.map(() => true), looked.map(() => false)]);
});

/** A wait of the table must end: what the deadline brings is fed once, and has an effect or a later deadline. */
it.each<readonly [string, Lanes]>([['reconnect()', { ...open, hold: { openAt: 2_000, releaseAt: 5_000 } }]])(
  'a deadline that was fed is not the next one: %s while the answer to a ping is awaited',
  (_what, lanes) => {
    const [after] = transition(lanes, asked('reconnect'), contextOf(0));
    const [later] = transition(after, time, contextOf(deadlineOf(after)));
    expect(deadlineOf(later)).toBeGreaterThan(deadlineOf(after));
  },
);

/** Only for the compiler: each phase of the fixtures is what its name says. */
export type Fixtures = { readonly [P in Phase]: In<P> };
