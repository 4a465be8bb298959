/** What happens to a fleet whose clients are all connected. Times in ms. */
export interface Scenario {
  readonly title: string;
  /** What every connection is closed with when it begins. */
  readonly code: 1001 | 1006;
  /** For how long the gateway refuses every handshake. */
  readonly gatewayDown: number;
  /** For how long the token service answers 500. */
  readonly tokensDown: number;
  /** All clients share one address, of which the backend counts the connections; else each has its own. */
  readonly oneAddress: boolean;
  /** How long the clients are given to come back once all is well again. */
  readonly patience: number;
}

/** When all is well again, in ms from the beginning: what the times to be back are counted from. */
export function wellAfter({ gatewayDown, tokensDown }: Scenario): number {
  return Math.max(gatewayDown, tokensDown);
}

const MINUTE = 60_000;

const restart: Scenario = {
  title: '(a) the gateway restarts and closes everybody at once',
  code: 1_001,
  gatewayDown: 0,
  tokensDown: 0,
  oneAddress: false,
  patience: 60 * MINUTE,
};

export const scenarios = {
  restart,
  outage: {
    ...restart,
    title: '(b) the gateway is down for ten minutes',
    code: 1_006,
    gatewayDown: 10 * MINUTE,
  },
  tokens: {
    ...restart,
    title: '(c) the gateway restarts, and the token service answers 500 for a minute',
    tokensDown: MINUTE,
  },
  office: {
    ...restart,
    title: '(d) the gateway restarts, and all are behind one address',
    oneAddress: true,
  },
} as const satisfies Readonly<Record<string, Scenario>>;

export type ScenarioName = keyof typeof scenarios;
