import type { Observable } from 'rxjs';
import type { Clock } from '../clock';
import type { Commands } from './commands';
import type { EnvironmentSignal } from './environment';
import type { Pacing } from './pacing';

/** The parts that a session needs. */
export interface SessionParts {
  readonly clock: Clock;
  readonly commands: Commands;
  readonly pacing: Pacing;
}

/** The options of a session. */
export interface SessionOptions {
  /** The signals of the host. Its completion and its errors change nothing. */
  readonly environment: Observable<EnvironmentSignal>;
  /** Emits when a fatal error may be cured. */
  readonly resumeOn: Observable<unknown> | undefined;
  /** How long the connection stays open after its last user has left, in ms. */
  readonly linger: number;
}
