import { readdir, readFile } from 'node:fs/promises';

/** What browsers run a page in, by their command lines. */
const PAGE = /-contentproc.* tab\0?$|WebKitWebProcess/s;

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** In ticks of the kernel. */
  readonly cpu: number;
}

/** By how much the busiest process must be ahead, in ticks of the kernel, which are 10 ms. */
const LEAD = 20;

/**
 * The process of a page, below that of its browser: the one that uses most CPU time while the page works. No protocol
 * tells it. Linux only.
 */
export async function busiestProcess(browser: number, work: () => Promise<unknown>): Promise<number> {
  const before = new Map((await pagesBelow(browser)).map(({ pid, cpu }) => [pid, cpu]));
  for (let left = 30; left > 0; left -= 1) {
    await work();
    const [busiest, second] = (await pagesBelow(browser))
      .map(({ pid, cpu }) => ({ pid, used: cpu - (before.get(pid) ?? 0) }))
      .sort((a, b) => b.used - a.used);
    if (busiest && busiest.used - (second?.used ?? 0) >= LEAD) return busiest.pid;
  }
  throw new Error(`no page below process ${browser} is busier than the others`);
}

async function pagesBelow(root: number): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = (await Promise.all(pids.map(processOf))).filter((one) => one !== undefined);
  const below = new Set([root]);
  for (let size = 0; size < below.size;) {
    size = below.size;
    for (const { pid, parent } of all) if (below.has(parent)) below.add(pid);
  }
  const pages = await Promise.all(
    all.map(async (one) => (below.has(one.pid) && PAGE.test(await text(one.pid, 'cmdline')) ? one : undefined)),
  );
  return pages.filter((one) => one !== undefined);
}

async function processOf(pid: number): Promise<Process | undefined> {
  // The name is in brackets, and may have any character. After it: the state, the parent, … the CPU time.
  const fields = /\) (.+)$/s.exec(await text(pid, 'stat'))?.[1]?.split(' ');
  if (!fields) return undefined;
  return { pid, parent: Number(fields[1]), cpu: Number(fields[11]) + Number(fields[12]) };
}

/** Empty for a process that has ended meanwhile. */
const text = (pid: number, file: string): Promise<string> => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
