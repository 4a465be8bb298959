import { filter, firstValueFrom, map, timeout } from 'rxjs';
import { chatClient, type ChatClient } from '../../examples/chat/chat-client';
import type { Backend } from './support/backend';
import { startDjangoBackend } from './support/django-backend';
import { tokenWith, webSocketOf } from './support/host';

/** A minute, in which everything that the backend counts is forgotten. */
const MINUTE = 61_000;
const CUTS = 20;
/** Longer than a deaf connection, a backoff and the retry of a fetch take, in ms. */
const PATIENCE = 20_000;

async function guest(backend: Backend, name: string): Promise<ChatClient> {
  const visitor = await backend.logIn(name);
  return chatClient({
    url: backend.gateway.url,
    token: tokenWith(backend.tokenUrl, visitor),
    channel: 'keeps-every-line',
    WebSocketCtor: webSocketOf(backend, visitor),
    attemptsPerMinute: 100,
    backoff: { initial: 50, max: 500 },
    // A broadcast that meets a handshake makes the new connection deaf: nothing else finds that.
    keepAlive: { name: 'ping', every: 5_000, reply: 'pong', timeout: 1_000 },
    log: false,
  });
}

/** Waits until a guest sees exactly these lines. */
const sees = ({ transcript$ }: ChatClient, lines: readonly string[]) =>
  firstValueFrom(
    transcript$.pipe(
      map((seen) => seen.lines.map(({ message }) => message)),
      filter((seen) => seen.join('\n') === lines.join('\n')),
      timeout(PATIENCE),
    ),
  );

const becomes = ({ socket }: ChatClient, wanted: string) =>
  firstValueFrom(
    socket.status$.pipe(
      filter(({ state }) => state === wanted),
      timeout(PATIENCE),
    ),
  );

describe('the chat of the example, with Django', () => {
  let backend: Backend;
  let guests: readonly ChatClient[] = [];
  beforeAll(async () => {
    backend = await startDjangoBackend();
  }, 60_000);
  afterAll(async () => {
    for (const one of guests) one.leave();
    await backend.close();
  });

  it('keeps every line, once and in order, over twenty cuts and a restart of Django', async () => {
    const [ada, bob] = (guests = [await guest(backend, 'ada'), await guest(backend, 'bob')]) as [
      ChatClient,
      ChatClient,
    ];
    const watching = guests.map(({ transcript$ }) => transcript$.subscribe());
    const said: string[] = [];
    const say = async (message: string, seenBy: readonly ChatClient[]) => {
      said.push(message);
      ada.say(message);
      await Promise.all(seenBy.map((one) => sees(one, said)));
    };
    for (let cut = 1; cut <= CUTS; cut += 1) {
      if (cut % 4 === 0) await backend.pass(MINUTE);
      await say(`before cut ${cut}`, guests);
      // Both are away, and each comes back in its own time: what Ada said then may be said before Bob is back.
      backend.gateway.drop();
      await Promise.all(guests.map((one) => becomes(one, 'waiting')));
      await say(`during cut ${cut}`, guests);
    }
    await backend.pass(MINUTE);
    await backend.stop();
    backend.gateway.drop();
    await becomes(bob, 'waiting');
    said.push('while Django was down');
    ada.say('while Django was down');
    await backend.start();
    await Promise.all(guests.map((one) => sees(one, said)));
    expect(said).toHaveLength(2 * CUTS + 1);
    for (const one of watching) one.unsubscribe();
  }, 300_000);
});
