import * as rxjs from 'rxjs';
import { of, type Observable } from 'rxjs';
import ts from 'typescript';
import * as library from '../../lib';
import { openClient } from '../support/virtual-client';
import { readPage } from './page';

const { blocks } = readPage('docs/recipes.md');

interface Given {
  /** What `live.ts` exports. */
  readonly live?: object;
  /** In the place of what the library exports. */
  readonly library?: object;
  readonly globals?: object;
}

/** Runs the block of the page that has these words, and returns one of the names that it declares. */
function recipe(words: string, result: string, { live = {}, library: ours = {}, globals = {} }: Given): unknown {
  const block = blocks.find(({ text, language }) => language === 'ts' && text.includes(words));
  if (!block) throw new Error(`no block has the words '${words}'`);
  const modules: Readonly<Record<string, object>> = {
    rxjs,
    'rx-gateway-socket': { ...library, ...ours },
    './live': { url: 'wss://ws.example.com', token: () => rxjs.of('t'), ...live },
  };
  const scope = { ...globals, exports: {}, require: (name: string) => modules[name] };
  const { outputText: script } = ts.transpileModule(`${block.text}\nreturn ${result};`, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the page is ours
  return new Function(...Object.keys(scope), script)(...Object.values(scope));
}

it('a line is shown at once, and the reply to its request is the receipt', () => {
  const { socket, time, backend } = openClient({ requestTimeout: 1_000 });
  const shown: unknown[] = [];
  const log = (lines: readonly { message: string; state: string }[]) =>
    shown.push(lines.map(({ message, state }) => `${message} ${state}`));
  const written$ = recipe('const own$ = written$', 'written$', {
    live: { socket },
    globals: { console: { log } },
  }) as rxjs.Subject<string>;
  time.advance(10);
  const { request_id } = JSON.parse(backend.received[0]!) as { request_id: string };
  backend.sockets[0]!.deliver(JSON.stringify({ type: 'reply', request_id }));
  written$.next('Anybody?');
  time.advance(2_000);
  expect(shown).toEqual([
    ['Hello sending'],
    ['Hello sent'],
    ['Hello sent', 'Anybody? sending'],
    ['Hello sent', 'Anybody? failed'],
  ]);
});

it('a map has one entity for each id, and drops what is done', () => {
  const shown: unknown[] = [];
  const on = () =>
    of(['a', 10], ['b', 20], ['a', 50], ['b', 100]).pipe(rxjs.map(([task_id, percent]) => ({ task_id, percent })));
  const log = (tasks: unknown) => shown.push(tasks);
  recipe('new Map<string, number>()', 'tasks$', { live: { socket: { on } }, globals: { console: { log } } });
  expect(shown.at(-1)).toEqual([['a', 50]]);
  expect(shown).toHaveLength(4);
});

it('a tab that is hidden for a minute suspends, and one that is shown wakes', () => {
  jest.useFakeTimers();
  const document = Object.assign(new EventTarget(), { hidden: false });
  const visibility$ = recipe('const visibility$', 'visibility$', {
    library: { gatewaySocket: () => undefined },
    globals: { document },
  }) as Observable<string>;
  const seen: string[] = [];
  const watching = visibility$.subscribe((signal) => seen.push(signal));
  const hide = (hidden: boolean, ms: number) => {
    document.hidden = hidden;
    document.dispatchEvent(new Event('visibilitychange'));
    jest.advanceTimersByTime(ms);
  };
  hide(true, 59_000);
  hide(false, 1_000);
  hide(true, 60_000);
  hide(false, 0);
  expect(seen).toEqual(['wake', 'wake', 'suspend', 'wake']);
  watching.unsubscribe();
  jest.useRealTimers();
});

it('a token as a sub-protocol is in no URL', () => {
  const made: unknown[] = [];
  const Recorded = function (...given: readonly unknown[]) {
    made.push(given.map(String));
  };
  const Made = recipe('class TokenAsProtocol', 'TokenAsProtocol', {
    library: { gatewaySocket: () => undefined },
    globals: { WebSocket: Recorded },
  }) as new (address: string) => unknown;
  expect(new Made('wss://ws.example.com/?ws_token=planted-5ecret&channel=a')).toBeDefined();
  expect(made).toEqual([['wss://ws.example.com/?channel=a', 'v1,token.planted-5ecret']]);
});

it('each state of the connection is a measure with its begin and its end', () => {
  const measured: unknown[] = [];
  let now = 0;
  const performance = { now: () => (now += 5), measure: (...given: readonly unknown[]) => measured.push(given) };
  const status$ = of({ state: 'idle' }, { state: 'authorizing' }, { state: 'open' });
  recipe('performance.measure', 'states$', { live: { socket: { status$ } }, globals: { performance } });
  const detail = { devtools: { dataType: 'track-entry', track: 'WebSocket' } };
  expect(measured).toEqual([
    ['idle', { start: 5, end: 10, detail }],
    ['authorizing', { start: 10, end: 15, detail }],
  ]);
});
