import colors from 'picocolors';
import { filter, firstValueFrom, takeWhile, timeout, type Observable } from 'rxjs';
import { gatewaySocket } from '../../lib';
import { startDjangoStandIn, startLocalGateway } from '../../lib/local-gateway';
import type { Inbound, Outbound } from './messages';
import { logIn, sessionToken } from './session';
import { socketOf } from './socket-of';

/** Whatever has not come after this long never will, in ms. */
const PATIENCE = 10_000;

const say = (who: string, what: string) => console.log(`${colors.bold(who.padEnd(8))} ${what}`);
const when = <T>(value$: Observable<T>, holds: (value: T) => boolean = () => true) =>
  firstValueFrom(value$.pipe(filter(holds), timeout({ first: PATIENCE })));

// A Django site and the gateway in front of it, as they would run elsewhere.
const django = await startDjangoStandIn();
const gateway = await startLocalGateway({ backend: { proxy: django.url } });
django.sendThrough(gateway.managementUrl);

const session = await logIn(`${django.signInUrl}?username=ada`);
const socket = gatewaySocket<Inbound, Outbound>({
  url: gateway.url,
  token: sessionToken(django.tokenUrl, session),
  channel: 'reports',
  WebSocketCtor: socketOf(session),
  backoff: { initial: 200 },
});
socket.faults$.subscribe((fault) => say('fault', colors.red(fault.type)));
socket.events$.subscribe(({ type }) => say('script', colors.dim(type)));

try {
  say('script', `runs on Node ${process.version}, with ${'WebSocket' in globalThis ? 'its own WebSocket' : 'ws'}`);

  const progress$ = socket.on('task_progress').pipe(takeWhile(({ percent }) => percent < 100, true));
  const finished = when(progress$, ({ percent }) => percent === 100);
  progress$.subscribe(({ task_id, percent, message }) => say(task_id, `${percent} % ${colors.dim(message)}`));
  socket.send('task', { task_id: 'report', steps: 4, every: 50 });
  await finished;

  const back = when(socket.opened$, ({ reconnected }) => reconnected);
  const toast = when(socket.on('toast'));
  say('gateway', colors.red('closes every connection: 1001 "Going away"'));
  gateway.closeAll();
  const { downtime } = await back;
  say('script', `is back after ${downtime} ms, with a token of its own`);

  await django.broadcast({ type: 'toast', level: 'success', message: 'The report is ready' }, 'reports');
  const { level, message } = await toast;
  say('toast', colors.green(`${level}: ${message}`));
} catch {
  say('script', colors.red('did not come to its end'));
  process.exitCode = 1;
} finally {
  socket.close();
  await gateway.close();
  await django.close();
}
