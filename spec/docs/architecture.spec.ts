import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { NEVER, of } from 'rxjs';
import type { Phase } from '../../lib/connection/lanes';
import { LaneWalk } from '../support/lane-walk';
import { MAY_FOLLOW } from '../support/legal-transitions';
import type { VirtualBackend } from '../support/virtual-backend';
import { virtualClient } from '../support/virtual-client';

const ROOT = join(__dirname, '..', '..');
const page = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');

const arrow = (from: string, to: string) => `${from} --> ${to}`;

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** The arrows of the state diagram under a heading of the page. */
function arrowsUnder(heading: string): readonly Arrow[] {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const [, diagram = ''] = /```mermaid\nstateDiagram-v2\n([^]*?)```/.exec(section) ?? [];
  return diagram
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, from, to, label = ''] = /^\s*(\w+|\[\*\]) --> (\w+|\[\*\])(?:: (.+))?$/.exec(line) ?? [];
      if (from === undefined || to === undefined) throw new Error(`no arrow: ${line}`);
      return { from, to, label };
    });
}

const inLib = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, 'lib', folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? inLib(path) : path.endsWith('.ts') ? [path] : [];
  });
const files = inLib('');

/** The files of the tree at the top of the page, from `lib/` on: a folder stands two spaces in, with its files behind or below it. */
function filesOfTree(): readonly string[] {
  const [, tree = ''] = /```\nlib\/\n([^]*?)\nspec\//.exec(page) ?? [];
  let folder = '';
  return tree.split('\n').flatMap((line) => {
    const [, named] = /^ {2}([\w-]+\/)/.exec(line) ?? [];
    if (/^ {2}\S/.test(line)) folder = named ?? '';
    return [...line.matchAll(/[\w-]+\.ts\b/g)].map(([name]) => folder + name);
  });
}

describe('the files in ARCHITECTURE.md', () => {
  it('are in its tree, each once, and all of them but those of the local gateway', () => {
    const expected = files.filter((path) => !path.startsWith('local-gateway/'));
    expect([...filesOfTree()].sort()).toEqual([...expected].sort());
  });

  it('exist wherever it names one', () => {
    const named = [...page.matchAll(/`([\w./-]+\.ts)`/g)].map(([, name = '']) => name);
    // From lib/ on, or from the root, or by its name alone where its folder is clear from the text.
    const known = (name: string) =>
      files.includes(name) || existsSync(join(ROOT, name)) || files.some((path) => basename(path) === name);
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter((name) => !known(name))).toEqual([]);
  });

  it('have the function or the type that it names in brackets behind one', () => {
    const named = [...page.matchAll(/`([\w./-]+\.ts)` \(((?:`\w+`(?:, )?)+)\)/g)];
    const missing = named.flatMap(([, file = '', words = '']) => {
      const text = readFileSync(join(ROOT, 'lib', file), 'utf8');
      return [...words.matchAll(/\w+/g)].flatMap(([word]) =>
        new RegExp(`\\b${word}\\b`).test(text) ? [] : [`${word} of ${file}`],
      );
    });
    expect(named.length).toBeGreaterThan(20);
    expect(missing).toEqual([]);
  });
});

/** A place in the table that every driver could come to, with each configuration that decides something. */
const RULES = [
  { beside: true, overlap: 10_000, pinged: false, provenByPong: false },
  { beside: true, overlap: 10_000, pinged: true, provenByPong: true },
  { beside: true, overlap: 0, pinged: false, provenByPong: false },
  { beside: false, overlap: 10_000, pinged: false, provenByPong: false },
  { beside: false, overlap: 10_000, pinged: true, provenByPong: true },
] as const;

/** Every phase change that the table makes, as an arrow with the input that makes it. */
function phaseChanges(): ReadonlySet<string> {
  const changes = new Set<string>(['[*] --> starting']);
  for (const [seed, rule] of RULES.entries()) {
    const walk = new LaneWalk(rule, seed + 1);
    for (let steps = 0; steps < 20_000; steps += 1)
      for (const { before, input, after, ended } of walk.step()) {
        const to = ended ? '[*]' : after.phase;
        if (to !== before.phase) changes.add(`${arrow(before.phase, to)}: ${input.type}`);
      }
  }
  return changes;
}

describe("the diagram of the lanes' phases in ARCHITECTURE.md", () => {
  const lanes = arrowsUnder('The lanes');

  it('has every phase, and no other', () => {
    const phases: Readonly<Record<Phase, true>> = {
      starting: true,
      open: true,
      replacing: true,
      settling: true,
      overlap: true,
      draining: true,
      dismissing: true,
    };
    const drawn = new Set(lanes.flatMap(({ from, to }) => [from, to]).filter((phase) => phase !== '[*]'));
    expect([...drawn].sort()).toEqual(Object.keys(phases).sort());
  });

  it('has exactly the changes that the table makes, each with the inputs that make it', () => {
    const drawn = lanes.flatMap(({ from, to, label }) =>
      label.split(', ').map((input) => `${arrow(from, to)}${input && `: ${input}`}`),
    );
    expect([...drawn].sort()).toEqual([...phaseChanges()].sort());
  });
});

const drawn = arrowsUnder("The connection's states").map(({ from, to }) => [from, to] as const);
const arrows = drawn.filter((ends) => !ends.includes('[*]')).map(([from, to]) => arrow(from, to));
const legal = Object.entries(MAY_FOLLOW).flatMap(([from, all]) => all.map((to) => arrow(from, to)));

describe("the diagram of the connection's states in ARCHITECTURE.md", () => {
  it('has each state of ConnectionStatus, and no other', () => {
    const states = new Set<string>(drawn.flat().filter((state) => state !== '[*]'));
    expect([...states].sort()).toEqual(Object.keys(MAY_FOLLOW).sort());
  });

  it('begins idle, and ends closed and nowhere else', () => {
    expect(drawn.filter((ends) => ends.includes('[*]'))).toEqual([
      ['[*]', 'idle'],
      ['closed', '[*]'],
    ]);
  });

  it('has exactly the arrows of the table that the chaos run watches, each once', () => {
    expect([...arrows].sort()).toEqual([...legal].sort());
  });
});

/** A client that somebody uses; `prepare` does what must be done before. */
const used = (
  options: Parameters<typeof virtualClient>[0] = {},
  prepare: (backend: VirtualBackend) => void = () => {},
) => {
  const client = virtualClient({ linger: 0, ...options });
  prepare(client.backend);
  const held = client.socket.connect();
  const { time, socket } = client;
  return {
    ...client,
    after: (ms: number) => time.advance(ms),
    leave: () => {
      held.unsubscribe();
      time.advance(0);
    },
    again: () => socket.connect(),
  };
};
type Used = ReturnType<typeof used>;

const tokenless = { tokenless: true };
const oneAMinute = { attemptsPerMinute: 1 };
const onlyOnce = { backoff: { maxAttempts: 1 } };
const refusing = ({ handshakes }: VirtualBackend) => handshakes.push('refuse');
const denying = ({ tokenAnswers }: VirtualBackend) => tokenAnswers.push({ kind: 'status', status: 401 });

const connecting = (options = {}) => {
  const client = used(options);
  client.after(30);
  return client;
};
const open = (options = {}) => {
  const client = used(options);
  client.after(100);
  return client;
};
const waiting = (options = {}) => {
  const client = used(options, refusing);
  client.after(100);
  return client;
};
/** The attempt that was under way when the host went offline has failed, and so has the next one. */
const paused = (options = {}) => {
  const client = used(options, ({ handshakes }) => handshakes.push('refuse', 'refuse'));
  client.environment.next('offline');
  client.after(200);
  return client;
};
const failed = (options = {}) => {
  const client = used(options, denying);
  client.after(100);
  return client;
};

/** The open connection is lost while the next one is on its way, which goes on as the first attempt. */
const lostInARotation = () => {
  const client = open();
  client.socket.reconnect();
  client.after(10);
  client.backend.drop();
  return client;
};

/** For each arrow but those to `closed`, somebody who takes it: who is there, and what happens then. */
const takers: Readonly<Record<string, readonly [() => Used, (client: Used) => unknown]>> = {
  'idle --> authorizing': [used, () => undefined],
  'idle --> connecting': [() => used(tokenless), () => undefined],
  'idle --> waiting': [() => used({ attemptsPerMinute: { claim: () => 1_000 } }), () => undefined],
  'idle --> paused': [
    () => used({ environment: of('offline') }, ({ tokenAnswers }) => tokenAnswers.push({ kind: 'network' })),
    ({ after, leave, again }) => {
      after(100);
      leave();
      again();
    },
  ],

  'authorizing --> authorizing': [lostInARotation, ({ environment }) => environment.next('online')],
  'authorizing --> connecting': [used, ({ after }) => after(30)],
  'authorizing --> waiting': [
    () => used({}, ({ tokenAnswers }) => tokenAnswers.push({ kind: 'network' })),
    ({ after }) => after(100),
  ],
  'authorizing --> paused': [used, ({ environment }) => environment.next('suspend')],
  'authorizing --> failed': [() => used({}, denying), ({ after }) => after(100)],
  'authorizing --> idle': [used, ({ leave }) => leave()],

  'connecting --> open': [connecting, ({ after }) => after(100)],
  'connecting --> authorizing': [connecting, ({ socket }) => socket.join('b')],
  'connecting --> waiting': [() => used({}, refusing), ({ after }) => after(100)],
  'connecting --> paused': [connecting, ({ environment }) => environment.next('suspend')],
  'connecting --> failed': [() => used(onlyOnce, refusing), ({ after }) => after(100)],
  'connecting --> idle': [connecting, ({ leave }) => leave()],

  'open --> open': [
    open,
    ({ socket, after }) => {
      socket.join('b');
      after(100);
    },
  ],
  'open --> authorizing': [
    open,
    ({ socket, backend, after }) => {
      socket.reconnect();
      after(10);
      backend.drop();
    },
  ],
  'open --> connecting': [
    open,
    ({ socket, backend, after }) => {
      socket.reconnect();
      after(30);
      backend.drop();
    },
  ],
  'open --> waiting': [open, ({ backend }) => backend.drop()],
  'open --> paused': [open, ({ environment }) => environment.next('suspend')],
  'open --> failed': [() => open({ isFatal: () => true }), ({ backend }) => backend.drop()],
  'open --> idle': [open, ({ leave }) => leave()],

  'waiting --> authorizing': [waiting, ({ after }) => after(950)],
  'waiting --> connecting': [() => waiting(tokenless), ({ after }) => after(930)],
  'waiting --> waiting': [() => waiting(oneAMinute), ({ after }) => after(1_000)],
  'waiting --> paused': [waiting, ({ environment }) => environment.next('suspend')],
  'waiting --> idle': [waiting, ({ leave }) => leave()],

  'paused --> authorizing': [paused, ({ environment }) => environment.next('online')],
  'paused --> connecting': [() => paused(tokenless), ({ environment }) => environment.next('online')],
  'paused --> waiting': [() => paused(oneAMinute), ({ environment }) => environment.next('online')],
  'paused --> paused': [paused, ({ environment }) => environment.next('suspend')],
  'paused --> idle': [paused, ({ leave }) => leave()],

  'failed --> authorizing': [failed, ({ again }) => again()],
  'failed --> connecting': [
    () => used({ ...tokenless, ...onlyOnce }),
    ({ after, again }) => {
      after(100);
      again();
    },
  ],
  'failed --> waiting': [() => failed(oneAMinute), ({ again }) => again()],
  'failed --> paused': [() => failed({ environment: of('offline') }), ({ again }) => again()],
  'failed --> idle': [() => failed({ resumeOn: NEVER }), ({ leave }) => leave()],
};

/** The arrows that a client took. */
const taken = ({ states }: Pick<Used, 'states'>) =>
  states().flatMap((to, index, all) => (index === 0 ? [] : [arrow(all[index - 1] ?? '', to)]));

describe('each arrow of it', () => {
  it('but those to closed, which are the same everywhere, has somebody below who takes it', () => {
    expect(Object.keys(takers).sort()).toEqual(legal.filter((to) => !to.endsWith('closed')).sort());
  });

  it.each(Object.entries(takers))(
    '%s is taken by a client, and close() leads to closed from there',
    (which, [who, go]) => {
      const client = who();
      go(client);
      client.socket.close();
      const course = taken(client);
      expect(course).toContain(which);
      expect(course.at(-1)).toBe(arrow(which.split(' --> ')[1] ?? '', 'closed'));
      for (const step of course) expect(legal).toContain(step);
    },
  );
});
