import { startLocalGateway } from '../../lib/local-gateway/index';
import type { Load, Report } from './protocol';

/** The gateway under load, alone in its process so that its share of a core can be told. */
const gateway = await startLocalGateway({ tokens: false, connectsPerMinute: false });
let start = process.cpuUsage();
let since = performance.now();
let peakMemory = 0;
const watch = setInterval(() => (peakMemory = Math.max(peakMemory, process.memoryUsage.rss())), 250);

process.on('message', (order: Load['order']) => {
  if (order === 'begin') {
    start = process.cpuUsage();
    since = performance.now();
    return;
  }
  const { user, system } = process.cpuUsage(start);
  const cores = (user + system) / 1000 / (performance.now() - since);
  tell({ kind: 'used', cores, peakMemory, connections: gateway.connections.length });
  clearInterval(watch);
  void gateway.close().then(() => {
    process.disconnect();
  });
});

tell({ kind: 'listening', url: gateway.url });

function tell(report: Report): void {
  process.send?.(report);
}
