import { seeded } from '../../spec/support/seeded';
import { StormGateway } from './gateway';
import { LogBook } from './log-book';
import { clientHost } from './client-host';
import type { Policy } from './policies/policy';
import { wellAfter, type Scenario } from './scenario';
import { TokenService } from './token-service';
import { VirtualTime } from './virtual-time';

/** The clients connect within a minute, and have been connected for one at least when the storm begins. */
const WARM_UP = 60_000;
const CALM = 60_000;

const DAY = 86_400_000;

/** One way to the token service or the gateway and back, in ms. */
const LATENCY = { least: 20, most: 200 };

/** Runs a fleet of one kind through a scenario; the same seed gives the same run. */
export function simulate(policy: Policy, scenario: Scenario, clients: number, seed = 1): LogBook {
  const random = seeded(seed);
  // Drawn apart, so that what depends on no clock is the same with every clock.
  const clocks = seeded(~seed);
  // The rounds of clients that take turns go by the wall clock, so a storm may begin at any time of day.
  const time = new VirtualTime(Math.floor(DAY * clocks()));
  const started = time.now();
  const latency = () => Math.round(LATENCY.least + (LATENCY.most - LATENCY.least) * random());
  const tokens = new TokenService(time, latency);
  const gateway = new StormGateway(time, latency, scenario.oneAddress);
  let gone = 0;
  const surroundings = { time, random, tokens, gateway, gaveUp: () => (gone += 1) };
  for (let client = 0; client < clients; client += 1) {
    const host = clientHost(time, { random, clocks }, scenario.wrongClocks);
    time.after(Math.floor(WARM_UP * random()), { due: () => policy.start(client, { ...surroundings, host }) });
  }
  const begins = started + WARM_UP + CALM;
  time.runUntil(begins);
  if (gateway.open !== clients) throw new Error(`${policy.name}: ${gateway.open} of ${clients} were connected.`);

  const log = new LogBook(clients, begins);
  tokens.log = log;
  gateway.log = log;
  tokens.downUntil = begins + scenario.tokensDown;
  gateway.downUntil = begins + scenario.gatewayDown;
  gateway.closeAll(scenario.code);
  const ends = begins + wellAfter(scenario) + scenario.patience;
  for (let second = begins; log.back + gone < clients && second < ends; second += 1_000) time.runUntil(second + 1_000);
  log.gaveUp = gone;
  return log;
}
