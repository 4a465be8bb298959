import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { CURVE } from './job';
import type { Run } from './measure';
import { ours } from './policies/all';
import { wholeClients } from './policies/whole-clients';
import { scenarios, type ScenarioName } from './scenario';

use([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const FOLDER = join(import.meta.dirname, '..');
const SIZE = { width: 860, height: 400 };
const OURS = '#d6336c';
const OTHERS = ['#868e96', '#1c7ed6', '#f08c00', '#2f9e44', '#7048e8'];

/** The chart of a scenario, beside RESULTS.md. */
export function chartFile(scenario: ScenarioName): string {
  return `storm-${scenario}.svg`;
}

/** For each scenario how a fleet comes back with each policy: the largest that comes back with ours. */
export function writeCharts(runs: readonly Run[]): void {
  const compared = runs.filter(({ results }) => results.size > 2);
  const telling = compared.filter(({ results, clients }) => results.get(ours.name)?.figures.back === clients);
  // Of the runs of a scenario the last is the one that stays.
  const shown = new Map([...compared, ...telling].map((run) => [run.scenario, run]));
  for (const [scenario, run] of shown) writeFileSync(join(FOLDER, chartFile(scenario)), `${svgOf(run)}\n`);
}

function svgOf({ scenario, clients, results }: Run): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...SIZE });
  const names = [...results.keys()].filter((name) => name !== wholeClients.name);
  const others = names.filter((name) => name !== ours.name);
  chart.setOption({
    backgroundColor: '#ffffff',
    animation: false,
    title: {
      text: scenarios[scenario].title,
      subtext: `% of ${clients.toLocaleString('en')} clients that are back, by the minutes since all is well again`,
      left: 16,
      top: 10,
    },
    legend: { right: 12, top: 'middle', orient: 'vertical', icon: 'circle', data: names },
    grid: { left: 48, right: 240, top: 76, bottom: 36 },
    xAxis: { type: 'value', max: (CURVE.step * CURVE.steps) / 60_000, splitLine: { show: false } },
    yAxis: { type: 'value', min: 0, max: 100 },
    series: names.map((name) => ({
      name,
      type: 'line',
      showSymbol: false,
      data: (results.get(name)?.curve ?? []).map((share, index) => [(index * CURVE.step) / 60_000, 100 * share]),
      lineStyle: { width: name === ours.name ? 4 : 1.5 },
      color: name === ours.name ? OURS : OTHERS[others.indexOf(name)],
      z: name === ours.name ? 5 : 2,
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
