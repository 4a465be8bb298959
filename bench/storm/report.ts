import type { BackoffOptions } from '../../lib/index';
import { resolveBackoff } from '../../lib/connection/retry-backoff';
import { machine } from '../machine';
import { table } from '../results';
import { chartFile } from './charts';
import { CONNECTIONS_PER_MINUTE, CONNECTIONS_PER_SECOND } from './gateway';
import { goals } from './goals';
import type { Result } from './job';
import type { Extent, Measured, Run, Variant } from './measure';
import { ours } from './policies/all';
import { scenarios } from './scenario';
import { minutes, seconds } from './show';
import { TOKENS_PER_MINUTE, TOKENS_PER_SECOND } from './token-service';

const PACKAGES = ['rxjs', 'partysocket', 'reconnecting-websocket', 'graphql-ws', 'socket.io-client'];

const count = (value: number): string => value.toLocaleString('en');

/** All that was simulated, in Markdown. */
export function report(measured: Measured, extent: Extent): string {
  const { runs, variants, returned } = measured;
  const { wave } = returned;
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
    const { title } = scenarios[name];
    return `### ${title}\n\n![${title}](${chartFile(name)})\n\n${own.map(runTable).join('\n\n')}`;
  });
  return `## A whole fleet after a storm

${machine(...PACKAGES)}. Seed ${extent.seed}; the same seed gives the same figures on every machine.

A simulation in virtual time. The gateway admits ${CONNECTIONS_PER_SECOND} connections a second and refuses the others, which a browser
sees as 1006; the token service gives ${count(TOKENS_PER_SECOND)} tokens a second and answers 503 to the others; the backend gives a user
${TOKENS_PER_MINUTE} tokens and an address ${CONNECTIONS_PER_MINUTE} connections a minute, and counts the refused ones. Each of them answers after 20 to 200 ms.
Times are from when all is well again; an attempt is a token, and a socket where there is one.

\`rx-gateway-socket\` is the shipped backoff, attempt budget and rate limit, without the client around them, of which
100,000 would not fit into memory; where whole clients do, they stand beside it. Of the peers it is their delays that are
compared: reconnecting-websocket and graphql-ws never try again after a URL function that rejects (no token), and
graphql-ws gives up at the first refused handshake, unless their application sees to it; here it does. After five retries
graphql-ws gives up all the same: that is why it tries less often.

${judged}
${whyOfficesStayOut(runs)}
${sections.join('\n\n')}

### What other defaults would do

The default is \`${shown(resolveBackoff())}\`. Each row changes one thing: (a) with the largest fleet, (b) with
the one before it, (d) with ${extent.offices.join(', ')} clients.

${variantTable(variants, extent)}

### When they are due again

The busiest second of the ${count(extent.fleets.at(-1) ?? 0)} clients of (a), by \`rotationDue()\` with its spread and without, of ${CONNECTIONS_PER_SECOND} connections that
the gateway admits. A fleet that is large enough was spread by the gateway's own admission; of one that was not, the spread
is all that keeps its clients apart. Whoever is refused a rotation keeps the old connection and tries again.

${table(
  ['connections due in the busiest second', 'for the age limit', 'for the idle limit'],
  [
    ['with the spread', wave?.spread.age ?? '', wave?.spread.idle ?? ''],
    ['without', wave?.unspread.age ?? '', wave?.unspread.idle ?? ''],
  ],
)}`;
}

/** The arithmetic behind an office that does not come back; nothing where each does. */
function whyOfficesStayOut(runs: readonly Run[]): string {
  const never = runs.filter(
    ({ scenario, results }) => scenario === 'office' && results.get(ours.name)?.figures.slowest === Infinity,
  );
  if (never.length === 0) return '';
  const { refusedMax } = resolveBackoff();
  // Equal jitter takes from half of it to all.
  const between = (0.75 * refusedMax) / 1_000;
  const perMinute = (waiting: number) => Math.round((60 * waiting) / between);
  const waiting = never.map(({ clients }) => clients - CONNECTIONS_PER_MINUTE);
  return `
Why an office of ${never.map(({ clients }) => clients).join(' or ')} may stay out: the backend counts what it refuses, so it lets somebody in only while those that
wait knock less than ${CONNECTIONS_PER_MINUTE} times a minute together. At the ceiling of ${refusedMax / 1_000} s, of which equal jitter takes half to all, a client
knocks every ${between} s: ${Math.round((CONNECTIONS_PER_MINUTE * between) / 60)} that wait knock ${CONNECTIONS_PER_MINUTE} times a minute, and ${waiting.map((many) => `${many} knock ${perMinute(many)} times`).join(', ')}. A higher \`refusedMax\` lets them
in, and makes everybody wait longer after an outage: the table of other defaults below has both.
`;
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
  const time = scenario === 'office' ? minutes : seconds;
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
