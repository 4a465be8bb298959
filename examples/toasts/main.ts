import colors from 'picocolors';
import { filter, firstValueFrom, merge, share, timeout, type Observable } from 'rxjs';
import WebSocket from 'ws';
import { djangoToken, gatewaySocket } from 'rx-gateway-socket';
import { startBackend } from './backend';
import { outbound, schemas, type Toast } from './messages';
import { connectionToasts, deploymentToasts, toastTray } from './toast-tray';

/** Whatever has not come after this long never will, in ms. */
const PATIENCE = 10_000;

const COLORS = { success: colors.green, info: colors.blue, warning: colors.yellow, error: colors.red } as const;
const lineOf = ({ level, title, message }: Toast) => COLORS[level](`▌${title ? `${title}: ` : ''}${message}`);
const draw = (tray: readonly Toast[]) => console.log(`[ ${tray.map(lineOf).join('  ')} ]`);

const { gateway, watched$, deploy } = await startBackend();
const socket = gatewaySocket({
  url: gateway.url,
  token: djangoToken(gateway.tokenUrl),
  channel: 'general',
  schemas,
  outbound,
  backoff: { initial: 300 },
  WebSocketCtor: WebSocket,
});

const reopened$ = socket.opened$.pipe(filter(({ reconnected }) => reconnected));
const toasts$ = merge(
  socket.on('toast'),
  deploymentToasts(socket, 'shop'),
  connectionToasts(socket.status$, reopened$),
);
const tray$ = toastTray(toasts$, { duration: 800, most: 3 }).pipe(share());
tray$.subscribe(draw);
socket.faults$.subscribe((fault) => {
  if (fault.type === 'invalid-message' && fault.reason === 'schema') {
    console.log(
      colors.dim(`not shown: ${fault.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`),
    );
  }
});

const until = <T>(value$: Observable<T>, holds: (value: T) => boolean) =>
  firstValueFrom(value$.pipe(filter(holds), timeout({ first: PATIENCE })));
const shows = (message: string) => until(tray$, (tray) => tray.some((toast) => toast.message.includes(message)));
const empty = () => until(tray$, (tray) => tray.length === 0);
const toast = (level: string, message: string) => gateway.broadcast({ type: 'toast', level, message });

try {
  await until(watched$, (project) => project === 'shop');

  // More than the tray takes at once: the fourth waits for the first to go.
  const last = shows('Report ready');
  toast('success', 'Saved');
  toast('info', 'Bob is here');
  toast('warning', 'Disk almost full');
  toast('success', 'Report ready');
  await last;
  await empty();

  // The backend sends what was never agreed: the stream goes on without it.
  const faulty = until(socket.faults$, ({ type }) => type === 'invalid-message');
  const next = shows('All is well');
  toast('fatal', 'Nobody knows this level');
  toast('info', 'All is well');
  await Promise.all([faulty, next]);

  const deployed = shows('2.0 is live');
  deploy('shop', '2.0 is live');
  await deployed;

  // The new connection subscribes to the deployments again.
  const back = Promise.all([shows('after'), until(watched$, (project) => project === 'shop')]);
  gateway.drop();
  await back;
  const again = shows('2.1 is live');
  deploy('shop', '2.1 is live');
  await again;
  await empty();
} catch {
  console.log(colors.red('did not come to its end'));
  process.exitCode = 1;
} finally {
  socket.close();
  await gateway.close();
}
