import { distinctUntilChanged, map, of } from 'rxjs';
import type { GatewaySocket } from '../client';
import type { EnvironmentSignal } from '../connection/environment';
import type { MessageMap } from '../messages/message-of';
import type { ConnectionStatus } from '../status';

/** A page that is rendered on the server is one that sleeps from the start: nothing is fetched, opened or tried for it. */
export const asleep = { environment: of<EnvironmentSignal>('suspend') };

const asIdle = (status: ConnectionStatus): ConnectionStatus => (status.state === 'closed' ? status : { state: 'idle' });

/** A socket that sleeps, as the page shows it: what the browser will show first, and not that it waits for anything. */
export function shownIdle<In extends MessageMap, Out extends MessageMap, TypeKey extends string>(
  socket: GatewaySocket<In, Out, TypeKey>,
): GatewaySocket<In, Out, TypeKey> {
  return {
    ...socket,
    get status() {
      return asIdle(socket.status);
    },
    status$: socket.status$.pipe(
      map(asIdle),
      distinctUntilChanged((before, { state }) => before.state === state),
    ),
  };
}
