import { randomUUID } from 'node:crypto';
import { compileFunction } from 'node:vm';
import { defer, of } from 'rxjs';
import ts from 'typescript';
import type { GatewaySocketConfig } from '../../lib';
import { readPage } from '../docs/page';
import { recorded } from '../support/recorded';
import { virtualSocket } from '../support/virtual-socket';
import { words } from '../support/words';

/** A page whose token endpoint gives each token to whoever is logged in at that moment. */
function page(options: Partial<GatewaySocketConfig> = {}) {
  let login = 'Ada';
  let count = 0;
  const token = defer(() => of(`${login}-${++count}`));
  const client = virtualSocket({ ...options, token });
  /** With whose token a message went out. */
  const sent = () =>
    client.made.flatMap(({ url, sent: texts }) =>
      texts.map((text) => [new URL(url).searchParams.get('ws_token')?.split('-')[0], text]),
    );
  return { ...client, token, sent, logIn: (name: string) => (login = name) };
}

const DIARY = { text: "of Ada's diary" };

describe('a message that waits while the login changes', () => {
  it('is given up by close() at logout, and the socket never connects again', () => {
    const { socket, time, made, accept, lose, faults, sent, logIn } = page();
    socket.connect();
    accept();
    lose();
    socket.send('note', DIARY);
    const before = made.length;
    socket.close();
    logIn('Grace');
    time.advance(600_000);
    expect(made).toHaveLength(before);
    expect(sent()).toEqual([]);
    expect(faults.values).toMatchObject([{ type: 'undelivered', name: 'note', params: DIARY, reason: 'closed' }]);
    expect(() => socket.send('note', DIARY)).toThrow(words(/close/));
    expect(recorded(socket.messages$).completed).toBe(true);
  });

  it('is not in the socket that the next login makes for itself', () => {
    const first = page();
    first.socket.send('note', DIARY);
    first.socket.close();
    const second = page();
    second.logIn('Grace');
    second.socket.connect();
    second.accept();
    expect(second.sent()).toEqual([]);
  });

  it("goes out with the next login's token where nobody closes the socket, as the docs warn", () => {
    const { socket, accept, lose, sent, logIn } = page();
    socket.connect();
    accept();
    lose();
    socket.send('note', DIARY);
    lose();
    logIn('Grace');
    lose();
    accept();
    expect(sent()).toEqual([['Grace', JSON.stringify({ action: 'note', ...DIARY })]]);
  });
});

/** Runs the recipe that has these words, as it stands in the document, with what a page gives it. Returns its exports. */
function runRecipe<Exports extends object>(words: string, given: Readonly<Record<string, unknown>>): Partial<Exports> {
  const { blocks } = readPage('docs/recipes.md');
  const recipe = blocks.find(({ language, text }) => language === 'ts' && text.includes(words))?.text ?? '';
  const { outputText } = ts.transpileModule(recipe, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  const exported: Partial<Exports> = {};
  // It returns nothing. What it imports, and what a page has as globals, is in `given`.
  const run = compileFunction(outputText, ['exports', 'require', ...Object.keys(given)]) as (
    ...values: unknown[]
  ) => void;
  run(exported, () => given, ...Object.values(given));
  return exported;
}

interface Tab {
  readonly clients: ReturnType<typeof page>[];
  logIn(): void;
  logOut(): Promise<void>;
  /** What the browser tells the tab. */
  happens(event: string): void;
}

/** Tabs of one origin: they share a storage, and each runs the recipe. */
function browser() {
  const stored = new Map<string, string>();
  const tabs: Tab[] = [];
  const frozen = new Set<Tab>();
  const asked: string[] = [];

  function open(): Tab {
    const clients: ReturnType<typeof page>[] = [];
    const listeners = new Map<string, (event: object) => void>();
    const happens = (event: string) => listeners.get(event)?.({ key: 'logged-out' });
    const given = {
      url: 'wss://ws.example.com',
      djangoToken: () => undefined,
      gatewaySocket: () => {
        const client = page();
        clients.push(client);
        return client.socket;
      },
      addEventListener: (event: string, listener: (event: object) => void) => listeners.set(event, listener),
      fetch: (path: string) => Promise.resolve(asked.push(path)),
      crypto: { randomUUID },
      localStorage: {
        getItem: (key: string) => stored.get(key) ?? null,
        setItem: (key: string, value: string) => {
          stored.set(key, value);
          for (const other of tabs) if (other !== tab && !frozen.has(other)) other.happens('storage');
        },
      },
    };
    const exported = runRecipe<Pick<Tab, 'logIn' | 'logOut'>>('function logOut', given);
    // The document's code exports both, or the first test of it fails.
    const tab = { clients, happens, ...exported } as Tab;
    tabs.push(tab);
    return tab;
  }
  return { open, asked, freeze: (tab: Tab) => frozen.add(tab), thaw: (tab: Tab) => frozen.delete(tab) };
}

const statesOf = ({ clients }: Tab) => clients.map(({ socket }) => socket.status.state);

describe('the recipe for a logout in every tab', () => {
  it('closes the socket of each tab before the logout is asked for, and each gives up what waits', async () => {
    const { open, asked } = browser();
    const tabs = [open(), open(), open()];
    for (const { clients } of tabs) clients[0]?.socket.send('note', DIARY);
    const loggedOut = tabs[0]?.logOut();
    expect(tabs.map(statesOf)).toEqual([['closed'], ['closed'], ['closed']]);
    for (const { clients } of tabs) expect(clients[0]?.faults.values).toMatchObject([{ reason: 'closed' }]);
    await loggedOut;
    expect(asked).toEqual(['/accounts/logout/']);
  });

  it('closes that of a page which was in the history meanwhile, when it is shown again and before it sends', async () => {
    const { open, freeze, thaw } = browser();
    const [here, away] = [open(), open()];
    away.clients[0]?.socket.send('note', DIARY);
    freeze(away);
    await here.logOut();
    here.logIn();
    expect(statesOf(away)).not.toEqual(['closed']);
    thaw(away);
    away.happens('pageshow');
    expect(statesOf(away)).toEqual(['closed']);
    expect(away.clients[0]?.sent()).toEqual([]);
  });

  it('gives the next login a socket of its own, which stays open until the next logout of any tab', async () => {
    const { open } = browser();
    const [one, two] = [open(), open()];
    await one.logOut();
    one.logIn();
    two.logIn();
    for (const tab of [one, two]) for (const event of ['storage', 'pageshow']) tab.happens(event);
    expect([one, two].map(statesOf)).toEqual([
      ['closed', 'idle'],
      ['closed', 'idle'],
    ]);
    await two.logOut();
    expect([one, two].map(statesOf)).toEqual([
      ['closed', 'closed'],
      ['closed', 'closed'],
    ]);
  });
});

it('the recipe for messages that outlive the page sends none of one user in the name of another', () => {
  const stored = new Map<string, string>();
  /** One page after another of the same browser; what is sent there, and by whom. */
  const visit = (userId: string, use: (client: ReturnType<typeof page>) => void) => {
    let client: ReturnType<typeof page> | undefined;
    let hide = () => undefined as unknown;
    runRecipe('socket.drain()', {
      url: 'wss://ws.example.com',
      djangoToken: () => undefined,
      gatewaySocket: ({ hello }: GatewaySocketConfig) => (client = page({ hello })).socket,
      document: { body: { dataset: { userId } } },
      addEventListener: (_event: string, listener: () => unknown) => (hide = listener),
      localStorage: {
        getItem: (key: string) => stored.get(key) ?? null,
        setItem: (key: string, value: string) => stored.set(key, value),
        removeItem: (key: string) => stored.delete(key),
      },
    });
    if (!client) throw new Error('the recipe made no socket');
    client.logIn(userId);
    use(client);
    hide();
    return client.sent();
  };
  const connects = ({ socket, accept }: ReturnType<typeof page>) => {
    socket.connect();
    accept();
  };
  expect(visit('Ada', ({ socket }) => socket.send('note', DIARY))).toEqual([]);
  expect(visit('Grace', connects)).toEqual([]);
  expect(visit('Ada', connects)).toEqual([['Ada', JSON.stringify({ action: 'note', ...DIARY })]]);
});
