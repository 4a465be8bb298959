import type { Clock } from './clock';
import type { Commands } from './connection/commands';
import type { ConnectionOptions } from './connection/connection';
import type { Link } from './connection/link';
import type { Openings } from './connection/openings';
import type { Pacing } from './connection/pacing';
import type { EventLog } from './event-log';
import type { SocketLog } from './log';
import type { Reception } from './messages/reception';
import type { Router } from './messages/router';
import type { Outbox } from './sending/outbox';
import type { Requests } from './sending/requests';
import type { Sender } from './sending/sender';
import type { Settings } from './settings';

/** The parts of one socket, without its session. */
export interface SocketParts extends Pick<ConnectionOptions, 'address' | 'authorize' | 'keepAlive'> {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: EventLog;
  /** Prints problems; `undefined` if nothing is printed. */
  readonly printer: SocketLog | undefined;
  readonly commands: Commands;
  readonly pacing: Pacing;
  readonly openings: Openings;
  readonly outbox: Outbox<Link>;
  readonly sender: Sender<Link>;
  readonly requests: Requests<Link>;
  readonly router: Router;
  readonly reception: Reception<Link>;
}
