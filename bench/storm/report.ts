import type { BackoffOptions } from '../../lib/index';
import { resolveBackoff } from '../../lib/connection/retry-backoff';
import { machine } from '../machine';
import { table } from '../results';
import { chartFile } from './charts';
import { CONNECTIONS_PER_MINUTE, CONNECTIONS_PER_SECOND } from './gateway';
import { goals } from './goals';
import type { Result } from './job';
import type { Extent, Measured, Run, Variant } from './measure';
import { isSmall, scenarios } from './scenario';
import { minutes, seconds } from './show';
import { TOKENS_PER_MINUTE, TOKENS_PER_SECOND } from './token-service';

const PACKAGES = ['rxjs', 'partysocket', 'reconnecting-websocket', 'graphql-ws', 'socket.io-client'];

const count = (value: number): string => value.toLocaleString('en');

/** All that was simulated, in Markdown. */
export function report(measured: Measured, extent: Extent): string {
  const { runs, variants, returned } = measured;
  const judged = table(
    ['goal', 'to reach', 'simulated', ''],
    goals(measured).map(({ what, goal, measured: reached, missed }) => [
      what,
      goal,
      reached,
      missed === undefined ? 'reached' : `missed by ${missed}`,
    ]),
  );
  const names = [...new Set(runs.map(({ scenario }) => scenario))];
  const sections = names.map((name) => {
    const own = runs.filter(({ scenario }) => scenario === name);
    const { title, wrongClocks } = scenarios[name];
    const chart = wrongClocks > 0 ? '' : `![${title}](${chartFile(name)})\n\n`;
    return `### ${title}\n\n${chart}${own.map(runTable).join('\n\n')}`;
  });
  const { wave } = returned ?? {};
  return `## A whole fleet after a storm

${machine(...PACKAGES)}. Seed ${extent.seed}; the same seed gives the same figures on every machine. What this package ships, and
each office, ran with ${extent.runs} seeds: medians, and the worst of the last four columns.

A simulation in virtual time. The gateway admits ${CONNECTIONS_PER_SECOND} connections a second and refuses the others, which a browser
sees as 1006; the token service gives ${count(TOKENS_PER_SECOND)} tokens a second and answers 503 to the others; the backend gives a user
${TOKENS_PER_MINUTE} tokens and an address ${CONNECTIONS_PER_MINUTE} connections a minute, and counts the refused ones. Each of them answers after 20 to 200 ms.
Times are from when all is well again; an attempt is a token, and a socket where there is one. The clock of each client is
wrong by up to 1.5 s, and those that are wrong by minutes by up to 10; no answer has a \`Date\` header that would put them right.

\`rx-gateway-socket\` is the shipped retry policy, attempt budget and rate limit, without the client around them, of which
100,000 would not fit into memory; where whole clients do, they stand beside it. Of the peers it is their delays that are
compared: reconnecting-websocket and graphql-ws never try again after a URL function that rejects (no token), and
graphql-ws gives up at the first refused handshake, unless their application sees to it; here it does. After five retries
graphql-ws gives up all the same: that is why it tries less often.

${judged}

${sections.join('\n\n')}
${variants.length === 0 ? '' : otherDefaults(variants, extent)}${wave ? dueAgain(wave, extent) : ''}`;
}

function otherDefaults(variants: readonly Variant[], extent: Extent): string {
  return `
### What other defaults would do

The default is \`${shown(resolveBackoff())}\`. Each row changes one thing: (a) with the largest fleet, (b) with
the one before it, (d) with ${extent.offices.join(', ')} clients.

${variantTable(variants, extent)}
`;
}

function dueAgain(wave: NonNullable<Result['wave']>, extent: Extent): string {
  return `
### When they are due again

The busiest second of the ${count(extent.fleets.at(-1) ?? 0)} clients of (a), by \`rotationDue()\` with its spread and without, of ${CONNECTIONS_PER_SECOND} connections that
the gateway admits. A fleet that is large enough was spread by the gateway's own admission; of one that was not, the spread
is all that keeps its clients apart. Whoever is refused a rotation keeps the old connection and tries again.

${table(
  ['connections due in the busiest second', 'for the age limit', 'for the idle limit'],
  [
    ['with the spread', wave.spread.age, wave.spread.idle],
    ['without', wave.unspread.age, wave.unspread.idle],
  ],
)}`;
}

function runTable({ scenario, clients, results }: Run): string {
  const head = [
    `${count(clients)} clients`,
    '50 % back',
    '99 % back',
    'all back',
    'back in an hour',
    'tokens/s at most',
    'attempts, mean',
    'at most',
    'in any 60 s',
  ];
  const time = isSmall(scenario) ? minutes : seconds;
  const row = ([name, { figures: of }]: readonly [string, Result]) => [
    name,
    time(of.half),
    time(of.most),
    time(of.all),
    `${((100 * of.back) / of.clients).toFixed(0)} %`,
    count(of.peakTokens),
    of.meanAttempts.toFixed(1),
    of.mostAttempts,
    of.mostInAMinute,
  ];
  return table(head, [...results].map(row));
}

function variantTable(variants: readonly Variant[], { offices }: Extent): string {
  const head = [
    'backoff',
    '(a) 50 %',
    '(a) 99 %',
    '(a) all',
    '(a) attempts',
    '(a) tokens/s',
    '(b) 99 %',
    ...offices.map((clients) => `(d) ${clients}: all`),
  ];
  const row = ({ options, restart: { figures: restart }, outage, offices: behindOne }: Variant) => [
    Object.keys(options).length === 0 ? 'the default' : `\`${shown(options)}\``,
    seconds(restart.half),
    seconds(restart.most),
    seconds(restart.all),
    restart.meanAttempts.toFixed(1),
    count(restart.peakTokens),
    seconds(outage.figures.most),
    ...behindOne.map(({ figures }) => minutes(figures.all)),
  ];
  return table(head, variants.map(row));
}

/** Options as they are written. */
function shown(options: BackoffOptions): string {
  const pairs = Object.entries(options).map(([name, value]) =>
    typeof value === 'number' ? `${name}: ${value.toLocaleString('en').replaceAll(',', '_')}` : `${name}: '${value}'`,
  );
  return `{ ${pairs.join(', ')} }`.replace('∞', 'Infinity');
}
