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
  /** The share of clients whose wall clock is wrong by minutes. Of the others it is wrong by a second or two. */
  readonly wrongClocks: number;
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
  wrongClocks: 0,
  patience: 60 * MINUTE,
};

const office: Scenario = {
  ...restart,
  title: '(d) the gateway restarts, and all are behind one address',
  oneAddress: true,
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
  office,
  someClocks: { ...office, title: '(d), and of 10 % the clock is wrong by minutes', wrongClocks: 0.1 },
  allClocks: { ...office, title: '(d), and of all the clock is wrong by minutes', wrongClocks: 1 },
} as const satisfies Readonly<Record<string, Scenario>>;

export type ScenarioName = keyof typeof scenarios;

/** Whether it is about offices, which are so small that chance shows. */
export function isSmall(scenario: ScenarioName): boolean {
  return scenarios[scenario].oneAddress;
}
