import type { Observable } from 'rxjs';
import type { Clock } from '../clock';
import type { Commands } from './commands';
import type { EnvironmentSignal } from './environment';
import type { Pacing } from './pacing';

/** What a session stands on. */
export interface SessionParts {
  readonly clock: Clock;
  readonly commands: Commands;
  readonly pacing: Pacing;
}

/** The options of a session. */
export interface SessionOptions {
  /** What the host reports. Its completion and its errors change nothing. */
  readonly environment: Observable<EnvironmentSignal>;
  /** Emits when a fatal error may be cured. */
  readonly resumeOn: Observable<unknown> | undefined;
  /** ms that the connection outlives its last user. */
  readonly linger: number;
}
