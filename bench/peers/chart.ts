import { writeFileSync } from 'node:fs';
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, LineChart, GridComponent, LegendComponent, TitleComponent, SVGRenderer]);

/** A line of a chart. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** A chart of lines over a few categories, as a file that a README can show on any background. */
export function writeLineChart(
  file: string,
  title: string,
  unit: string,
  categories: readonly string[],
  series: readonly Series[],
): void {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 860, height: 460 });
  chart.setOption({
    backgroundColor: '#ffffff',
    title: { text: title, left: 16, top: 12, textStyle: { fontSize: 15, fontWeight: 600 } },
    legend: { right: 12, top: 56, orient: 'vertical', icon: 'circle', textStyle: { fontSize: 11 } },
    grid: { left: 60, right: 240, top: 60, bottom: 40 },
    xAxis: { type: 'category', data: [...categories], name: 'streams', nameLocation: 'end' },
    yAxis: { type: 'log', name: unit, nameTextStyle: { align: 'left' } },
    series: series.map(({ name, values }, index) => ({
      name,
      type: 'line',
      data: [...values],
      symbolSize: 7,
      lineStyle: { width: index === 1 ? 4 : 1.5, type: index === 0 ? 'dashed' : 'solid' },
      z: index === 1 ? 5 : 2,
    })),
    animation: false,
  });
  writeFileSync(file, `${chart.renderToSVGString()}\n`);
  chart.dispose();
}
