import colors from 'picocolors';
import { distinctUntilChanged, filter, firstValueFrom, map, timeout, type Observable } from 'rxjs';
import WebSocket from 'ws';
import { describe, djangoToken } from 'rx-gateway-socket';
import { startLocalGateway } from 'rx-gateway-socket/local-gateway';
import { chatClient, type ChatClient } from './chat-client';
import type { Transcript } from './transcript';

/** Whatever has not come after this long never will, in ms. */
const PATIENCE = 10_000;

const gateway = await startLocalGateway();
const say = (who: string, what: string) => console.log(`${colors.bold(who.padEnd(8))} ${what}`);

const guest = (username: string): ChatClient =>
  chatClient({
    url: gateway.url,
    token: djangoToken(gateway.tokenUrl),
    channel: 'lobby',
    query: { username },
    backoff: { initial: 200 },
    WebSocketCtor: WebSocket,
  });

/** What is said in a room, as it stands on a screen. */
const textOf = ({ lines }: Transcript) => lines.map(({ username, message }) => `${username}: ${message}`);

const when = <T>(value$: Observable<T>, holds: (value: T) => boolean) =>
  firstValueFrom(value$.pipe(filter(holds), timeout({ first: PATIENCE })));

/** Waits until a guest sees exactly this in a room. */
async function sees(guest: ChatClient, room: string, ...expected: readonly string[]): Promise<void> {
  const wanted = `${room}\n${expected.join('\n')}`;
  await when(
    guest.transcript$.pipe(map((seen) => `${seen.room}\n${textOf(seen).join('\n')}`)),
    (seen) => seen === wanted,
  );
}

const ada = guest('Ada');
const bob = guest('Bob');
const everybody = [ada, bob];
for (const [name, { transcript$, socket }] of [
  ['Ada', ada],
  ['Bob', bob],
] as const) {
  const changed$ = transcript$.pipe(
    distinctUntilChanged((a, b) => a.room === b.room && a.lines.length === b.lines.length),
  );
  changed$.subscribe(({ room, lines }) => {
    const last = lines.at(-1);
    if (last) say(name, `${colors.dim(`#${room} (${lines.length})`)} ${colors.cyan(last.username)}: ${last.message}`);
  });
  socket.status$.subscribe((status) => say(name, colors.dim(describe(status))));
}

try {
  await Promise.all(everybody.map(({ socket }) => when(socket.status$, ({ state }) => state === 'open')));
  ada.say('Hello, is anybody here?');
  await sees(bob, 'lobby', 'Ada: Hello, is anybody here?');
  bob.say('I am');
  const lobby = ['Ada: Hello, is anybody here?', 'Bob: I am'];
  await sees(ada, 'lobby', ...lobby);

  const carol = guest('Carol');
  everybody.push(carol);
  await sees(carol, 'lobby', ...lobby);
  say('Carol', `comes late, and reads ${lobby.length} lines of history`);

  say('gateway', colors.red('drops every connection'));
  gateway.drop();
  await when(ada.socket.status$, ({ state }) => state === 'waiting');
  ada.say('Did you see that?');
  lobby.push('Ada: Did you see that?');
  await Promise.all(everybody.map((one) => sees(one, 'lobby', ...lobby)));
  say('all', colors.green('are back, and missed nothing'));

  ada.enter('garden');
  ada.say('It is quiet here');
  await sees(ada, 'garden', 'Ada: It is quiet here');
  bob.enter('garden');
  await sees(bob, 'garden', 'Ada: It is quiet here');
  await sees(carol, 'lobby', ...lobby);
  say('all', colors.green('see their own room and no other'));
} catch {
  say('chat', colors.red('did not come to its end'));
  process.exitCode = 1;
} finally {
  for (const one of everybody) one.leave();
  await gateway.close();
}
