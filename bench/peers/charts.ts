import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { darkWhereWanted } from '../dark-svg';
import { contenders, LIMIT, OWN } from './contenders/all';
import type { Extent, Measured } from './measure';

use([LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

const FILE = join(import.meta.dirname, '..', 'inbound.svg');
const SIZE = { width: 900, height: 440 };
const OURS = '#d6336c';
const OTHERS = ['#1c7ed6', '#15aabf', '#4263eb', '#f08c00', '#e8590c', '#7048e8', '#2f9e44', '#868e96', '#a0522d'];

/** What an inbound message costs, by the number of streams, as a file that a README shows on any background. */
export function writeCharts({ inbound }: Measured, { streams }: Extent): void {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...SIZE });
  const values = (name: string) => streams.map((n) => inbound.get(name)?.get(n)?.microseconds ?? null);
  const last = (name: string) => values(name).at(-1) ?? 0;
  // The legend reads as the lines end, from the top down.
  const names = contenders.map(({ name }) => name).sort((a, b) => last(b) - last(a));
  const others = names.filter((name) => name !== OWN && name !== LIMIT);
  chart.setOption({
    backgroundColor: '#ffffff',
    animation: false,
    title: {
      text: 'CPU time for an inbound message',
      subtext: 'µs in the client’s process, by the number of typed streams; both axes logarithmic',
      left: 16,
      top: 10,
    },
    legend: { right: 52, top: 'middle', orient: 'vertical', icon: 'circle', data: names },
    grid: { left: 48, right: 280, top: 76, bottom: 36 },
    xAxis: { type: 'category', boundaryGap: false, data: streams.map((n) => n.toLocaleString('en')) },
    yAxis: { type: 'log', logBase: 2, min: 2 },
    series: names.map((name) => ({
      name,
      type: 'line',
      data: values(name),
      symbolSize: name === OWN ? 9 : 6,
      lineStyle: { width: name === OWN ? 4 : 1.5, type: name === LIMIT ? 'dashed' : 'solid' },
      color: name === OWN ? OURS : name === LIMIT ? '#212529' : OTHERS[others.indexOf(name)],
      z: name === OWN ? 5 : 2,
    })),
  });
  writeFileSync(FILE, `${darkWhereWanted(chart.renderToSVGString())}\n`);
  chart.dispose();
}
