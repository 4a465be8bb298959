/** What is another color on dark: a selector with its declaration. The colors of lines are legible on both. */
const DARK = [
  ['rect[fill="#ffffff"], [fill="#fff"]', 'fill: #14181d'],
  ['text', 'fill: #d5dbe1'],
  ['[stroke="#dbdee4"]', 'stroke: #2f363d'],
  ['[stroke="#54555a"]', 'stroke: #8b949e'],
  // The almost black line, and its dot in the legend.
  ['[stroke="#212529"]', 'stroke: #f0f3f6'],
  ['path[fill="#212529"]', 'fill: #f0f3f6'],
].map(([selector, declaration]) => `${selector} { ${declaration} }`);

/** A chart of echarts with a background of its own, which is dark where the reader's page is. */
export function darkWhereWanted(svg: string): string {
  const style = `<style>@media (prefers-color-scheme: dark) { ${DARK.join(' ')} }</style>`;
  return svg.replace(/^<svg[^>]*>/, (open) => `${open}\n${style}`);
}
