import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './page';

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const results = readFileSync(join(ROOT, 'bench/RESULTS.md'), 'utf8');

/** The cells of a line of a table, without those of its edges. */
const cells = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/** In the table whose head begins with `head`: the cell of a row in a column. */
function measured(head: string, row: string, column: string): string {
  const [table = ''] = results.slice(results.indexOf(`| ${head}`)).split('\n\n');
  const lines = table.split('\n').map(cells);
  const value = lines.find(([name]) => name === row)?.[lines[0]?.indexOf(column) ?? -1];
  if (value === undefined) throw new Error(`bench/RESULTS.md has no '${row}' with '${column}' in the table '${head}'`);
  return value;
}

const ours = 'rx-gateway-socket';
const kB = (head: string, row: string) =>
  `${Number(measured(`kB of 1,000 bytes | minified | gzip | brotli ${head}`, row, 'gzip')).toFixed(1)} kB`;
const own = kB('| goal', 'gatewaySocket, beside rxjs');
const peer = (row: string) => kB('|\n', row);

const µs = (row: string) =>
  ['1 streams', '1,000 streams']
    .map((column) => parseFloat(measured('CPU µs a message (× `ws`) | 1 streams', row, column)).toFixed(1))
    .join(' / ');

/** `1667 s` as `1,667 s`. */
const back = (clients: string, row: string, column: string) =>
  measured(`${clients} clients | 50 % back`, row, column).replace(/^(\d)(\d{3}) /, '$1,$2 ');
const storm = (row: string) => back('100,000', row, '99 % back');
const office = (row: string) => back('100', row, 'all back');

const withFilter = 'rxjs webSocket, share + filter';

describe('the figures of the README are those of bench/RESULTS.md', () => {
  it.each([
    [
      'gzip, beside rxjs',
      [
        `**${own}**`,
        `${peer('rxjs `webSocket`, with rxjs')} with rxjs`,
        peer('reconnecting-websocket'),
        peer('partysocket'),
        peer('@stomp/rx-stomp, beside rxjs'),
      ],
    ],
    [
      'CPU for a message, 1 stream / 1,000 streams',
      [
        `${µs(ours)} µs`,
        `${µs(withFilter)} µs with \`filter\``,
        `${µs('reconnecting-websocket')} µs`,
        `${µs('partysocket')} µs`,
        `${µs('rx-stomp')} µs`,
      ],
    ],
    [
      'gateway restart, 100,000 clients: 99 % are back after',
      [storm(ours), 'not measured', storm('reconnecting-websocket'), storm('partysocket'), 'not measured'],
    ],
    [
      'office of 100 behind one address: all are back after',
      [office(ours), 'not measured', office('reconnecting-websocket'), office('partysocket'), 'not measured'],
    ],
  ])('%s', (title, row) => {
    expect(readme).toContain(`| **${title}** | ${row.join(' | ')} |`);
  });

  it('where the text gives the size', () => {
    expect(readme).toContain(`**${own} is too much for your page.**`);
    expect(readme).toContain(`(${peer('reconnecting-websocket')}) or partysocket (${peer('partysocket')})`);
  });
});
