import type { Refusal, TokenAnswer } from '../token-service';
import type { Due } from '../virtual-time';
import type { Surroundings } from './policy';

/** What an attempt came to: no token, no connection, or one that was lost after so many ms. */
export type Outcome =
  | { readonly type: 'no token'; readonly answer: Refusal }
  | { readonly type: 'refused' }
  | { readonly type: 'lost'; readonly code: number; readonly uptime: number };

/** When a client makes its attempts. */
export interface Pace {
  /** ms to wait after what an attempt came to; Infinity for who gives up. */
  after(outcome: Outcome): number;
  /** A connection is open. Left out where that changes nothing. */
  opened?(): void;
  /** Asked when that is over: ms to wait further, 0 to try now. Left out where nothing else holds an attempt back. */
  hold?(): number;
}

/** Makes the pace of one client. */
export type MakePace = (surroundings: Pick<Surroundings, 'host' | 'random'>) => Pace;

/** What all clients have in common: a token, a socket with it, and after every end the same again when the pace says so. */
export class PacedClient implements Due {
  constructor(
    private readonly client: number,
    private readonly pace: Pace,
    private readonly surroundings: Surroundings,
  ) {}

  due(): void {
    const { time, tokens } = this.surroundings;
    const held = this.pace.hold?.() ?? 0;
    if (held > 0) time.after(held, this);
    else tokens.request(this.client, this.#answered);
  }

  // One function for all answers: in a storm there are millions.
  readonly #answered = (answer: TokenAnswer): void => {
    if (answer.status === 200) this.#connect(answer.token);
    else this.#again({ type: 'no token', answer });
  };

  #connect(token: string): void {
    const { time, gateway } = this.surroundings;
    const socket = gateway.connect(token);
    let since: number | undefined;
    socket.onopen = () => {
      since = time.now();
      this.pace.opened?.();
    };
    socket.onclose = ({ code }) =>
      this.#again(since === undefined ? { type: 'refused' } : { type: 'lost', code, uptime: time.now() - since });
  }

  #again(outcome: Outcome): void {
    const { time, gaveUp } = this.surroundings;
    const delay = this.pace.after(outcome);
    if (delay === Infinity) gaveUp(this.client);
    else time.after(delay, this);
  }
}
