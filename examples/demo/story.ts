import { filter, firstValueFrom, interval, lastValueFrom, map, take, tap, type Observable } from 'rxjs';
import WebSocket from 'ws';
import { djangoToken, gatewaySocket, type GatewaySocket } from '../../lib';
import type { LocalGateway } from '../../lib/local-gateway';
import type { Inbound, Outbound } from './messages';
import { chatLine, eventLine, faultLine, isOpen, progressLine, toastLine, type Say } from './screen';
import type { Tally } from './summary';

type Client = GatewaySocket<Inbound, Outbound>;

const CHANNEL = 'general';

/** A client as an application has it: a URL, where tokens come from, a channel. */
export function client(gateway: LocalGateway, username: string, token = djangoToken(gateway.tokenUrl)): Client {
  return gatewaySocket<Inbound, Outbound>({
    url: gateway.url,
    token,
    channel: CHANNEL,
    query: { username },
    WebSocketCtor: WebSocket,
  });
}

/** Ada's client, which the story is about: what it does and receives is said and counted. */
export function ada(gateway: LocalGateway, say: Say, tally: Tally): Client {
  const counted = djangoToken(gateway.tokenUrl).pipe(
    tap((input) => tally.tokens.push(typeof input === 'string' ? input : input.token)),
  );
  const socket = client(gateway, 'Ada', counted);
  socket.events$.subscribe((event) => {
    if (event.type === 'open') tally.connections += 1;
    if (event.type === 'ended') tally.endings.push(`${event.error.code}${event.error.wasClean ? ' clean' : ''}`);
    say('client', eventLine(event));
  });
  socket.faults$.subscribe((fault) => say('client', faultLine(fault)));
  socket.on('toast').subscribe((toast) => say('toast', toastLine(toast)));
  socket.on('chat_message').subscribe((message) => say('chat', chatLine(message)));
  socket.on('task_progress').subscribe((progress) => say('task', progressLine(progress)));
  socket.messages$.subscribe(({ type }) => tally.messages.set(type, (tally.messages.get(type) ?? 0) + 1));
  return socket;
}

/** Two clients talk, a task runs, and the gateway cuts one of them off: once in order, once by a TCP reset. */
export async function tell(gateway: LocalGateway, say: Say, tally: Tally): Promise<void> {
  const socket = ada(gateway, say, tally);
  const bob = client(gateway, 'Bob');
  // Everything waits for what it is about, never for a time: the demo is as fast as the machine.
  const openFor = (count: number) => firstValueFrom(socket.opened$.pipe(filter((opened) => opened.count === count)));
  try {
    const held = bob.connect();
    await Promise.all([openFor(1), firstValueFrom(bob.status$.pipe(filter(isOpen)))]);
    await answer(socket.on('toast'), () => socket.send('toast', { level: 'success', message: 'Welcome, Ada' }));
    await answer(socket.on('chat_message'), () => bob.send('chat_message', { message: 'Hello Ada' }));
    await answer(socket.on('chat_message'), () => socket.send('chat_message', { message: 'Hello Bob' }));
    await Promise.all([firstValueFrom(socket.on('task_progress').pipe(filter(isDone))), task(gateway)]);

    say('gateway', 'closes every connection with a clean 1001 “Going away”, as at the idle limit');
    gateway.closeAll(1001, 'Going away');
    await firstValueFrom(socket.status$.pipe(filter(({ state }) => state === 'waiting')));
    await answer(socket.on('chat_message'), () => {
      const fate = socket.send('chat_message', { message: 'Written while offline' });
      say('client', `sends a message all the same, which is ${fate}`);
    });
    await openFor(2);

    say('gateway', 'drops every connection with a TCP reset');
    gateway.drop();
    await openFor(3);
    await firstValueFrom(bob.status$.pipe(filter(isOpen)));
    await answer(socket.on('chat_message'), () => bob.send('chat_message', { message: 'Still there?' }));
    await answer(socket.on('toast'), () => socket.send('toast', { level: 'info', message: 'All is well' }));
    held.unsubscribe();
  } finally {
    socket.close();
    bob.close();
  }
}

/** Does something, and waits for the next message that it leads to. */
async function answer(messages$: Observable<unknown>, act: () => unknown): Promise<void> {
  const next = firstValueFrom(messages$);
  act();
  await next;
}

/** A task in the backend tells everybody in the channel how far it is. */
function task(gateway: LocalGateway): Promise<unknown> {
  const steps = 8;
  const progress$ = interval(120).pipe(
    take(steps),
    map((step) => ({
      type: 'task_progress',
      task_id: 'report',
      percent: Math.round((100 * (step + 1)) / steps),
      message: step + 1 === steps ? 'report ready' : `page ${step + 1} of ${steps}`,
    })),
    tap((message) => gateway.broadcast(message, CHANNEL)),
  );
  return lastValueFrom(progress$);
}

const isDone = ({ percent }: Inbound['task_progress']): boolean => percent === 100;
