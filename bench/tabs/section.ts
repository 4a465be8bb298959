import { findBrowser, howToGet } from '../../spec/browser/support/find-browser';
import { buildSharedPage } from '../../spec/browser/support/shared-tabs';
import { machine } from '../machine';
import { table, writeSection } from '../results';
import { measureTabs, PER_SECOND, SECONDS, STREAMS, TABS, type Measured, type Way } from './measure';

const WAYS: readonly Way[] = [
  { name: 'a connection each', query: 'own=1' },
  { name: '`acrossTabs`, one connection', query: 'spare=0' },
  { name: '`acrossTabs`, and the spare', query: 'spare=1' },
];

const kB = (bytes: number): string => Math.round(bytes / 1_000).toLocaleString('en');

function row(name: string, { connections, seconds, busy, heap, notes }: Measured): readonly (string | number)[] {
  const times = [busy.median, busy.most, busy.all].map((ms) => ms.toFixed(3));
  return [name, connections, seconds.toFixed(1), ...times, notes.toFixed(2), kB(heap.before), kB(heap.after)];
}

async function tableOf(streams: number, log: (line: string) => void): Promise<string> {
  const rows: (readonly (string | number)[])[] = [];
  for (const way of WAYS) {
    log(`tabs, streams in each: ${streams}, ${way.name}`);
    rows.push(row(way.name, await measureTabs(way, streams)));
  }
  return table(
    [
      `${TABS} tabs, typed streams in each: ${streams}`,
      'connections',
      's until all had all',
      'CPU ms a message, median tab',
      'busiest tab',
      'all tabs',
      'notes between tabs a message',
      'heap of the median tab, kB',
      'afterwards, kB',
    ],
    rows,
  );
}

/** Measures the tabs, prints the section and puts it into RESULTS.md. Without Chromium it prints how to get it, and nothing else. */
export async function tabsSection(log: (line: string) => void): Promise<void> {
  if (findBrowser('Chromium') === undefined) {
    log(`The tabs were not measured. ${howToGet('Chromium')}`);
    return;
  }
  await buildSharedPage();
  const tables = [await tableOf(1, log), await tableOf(STREAMS, log)];
  const markdown = `## ${TABS} tabs of one user

${machine('rxjs', 'playwright-core')}

Chromium, ${PER_SECOND.toLocaleString('en')} messages a second from the local gateway for ${SECONDS} s, to each stream in turn. CPU time is that of the scripts and tasks
of a page. A note is one message of a \`BroadcastChannel\`, by which one tab passes messages on to all others; the tabs
receive each note, and each tab receives each message. A tab that loses or doubles a message fails the run. The heap is
the JavaScript heap of a page after a garbage collection, before and after the messages.

${tables.join('\n\n')}`;
  console.log(markdown);
  writeSection('tabs', markdown);
}
