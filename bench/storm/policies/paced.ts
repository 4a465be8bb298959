import { PacedClient, type MakePace } from './paced-client';
import type { Policy } from './policy';

/** Clients of nothing but a pace. */
export function paced(name: string, pace: MakePace): Policy {
  return { name, start: (client, surroundings) => new PacedClient(client, pace(surroundings), surroundings).due() };
}
