import type { Host } from '../../../lib/host';
import type { StormGateway } from '../gateway';
import type { TokenService } from '../token-service';
import type { VirtualTime } from '../virtual-time';

/** What a client lives in. */
export interface Surroundings {
  readonly time: VirtualTime;
  readonly random: () => number;
  /** The client's own machine, whose wall clock may be wrong. */
  readonly host: Host;
  readonly tokens: TokenService;
  readonly gateway: StormGateway;
  /** A client has stopped trying. */
  readonly gaveUp: (client: number) => void;
}

/** A kind of client, by how it comes back. */
export interface Policy {
  readonly name: string;
  /** Starts one, which connects at once. */
  readonly start: (client: number, surroundings: Surroundings) => void;
}
