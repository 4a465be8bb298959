import type { Clock } from './clock';
import type { Link } from './connection/link';
import type { SessionSignal } from './connection/signals';
import type { EventLog } from './event-log';
import type { Opened } from './events';
import type { Outgoing } from './sending/encode';
import type { Outbox } from './sending/outbox';
import { firstMessages } from './sending/own-messages';
import type { Requests } from './sending/requests';
import type { Sender } from './sending/sender';

/** The parts of a socket that the signals of a session change. */
export interface SignalTargets {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly outbox: Outbox<Link>;
  readonly sender: Sender<Link>;
  readonly requests: Requests<Link>;
  readonly settings: { readonly hello: (opened: Opened) => readonly Outgoing[] };
}

/** One row for each signal: its event or fault, and its effect on the messages. */
export function applySignal(signal: SessionSignal, targets: SignalTargets): void {
  const { clock, log, sender, requests } = targets;
  const at = clock.wall();
  switch (signal.type) {
    case 'authorizing':
      log.event({ type: 'token', at, attempt: signal.attempt });
      return;
    case 'waiting':
      log.event({ ...signal, at, until: at + signal.delay });
      return;
    case 'connecting':
    case 'paused':
    case 'rotating':
    case 'ended':
      log.event({ ...signal, at });
      return;
    case 'idle':
      // No `gone` was emitted for connections that were closed because they had no users.
      sender.forgetClosed();
      requests.lost((link) => !link.writable);
      log.event({ ...signal, at });
      return;
    case 'failed':
      log.event({ ...signal, at });
      targets.outbox.abandon('failed', signal.error);
      return;
    case 'greeted':
      sender.greet(signal.link, firstMessages(targets.settings.hello, signal.opened));
      return;
    case 'took over':
      sender.takeOver(signal.opened.channel, signal.pace);
      log.event({ type: 'open', at, ...signal.opened });
      requests.lost((link) => !link.writable);
      return;
    case 'reverted':
      log.revert(signal.opened);
      return;
    case 'routed':
      sender.route(signal.route);
      return;
    case 'unproven':
      sender.giveUp(signal.link);
      return;
    case 'gone':
      sender.lost(signal.link, signal.error.code, signal.doubtful);
      requests.lost((link) => link === signal.link || !link.writable, signal.error);
      return;
    case 'fault':
      log.fault(signal.fault);
  }
}
