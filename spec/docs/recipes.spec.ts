import * as rxjs from 'rxjs';
import { of, type Observable } from 'rxjs';
import ts from 'typescript';
import * as library from '../../lib';
import { openClient } from '../support/virtual-client';
import { readPage } from './page';

const { blocks } = readPage('docs/recipes.md');

/** Runs the block of the page that has these words, and returns one of the names that it makes. */
function recipe(words: string, result: string, given: object): unknown {
  const block = blocks.find(({ text, language }) => language === 'ts' && text.includes(words));
  if (!block) throw new Error(`no block has the words '${words}'`);
  const scope = { ...rxjs, ...library, ...given };
  const script = ts.transpile(`${block.text}\nreturn ${result};`, { target: ts.ScriptTarget.ES2022 });
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the page is ours
  return new Function(...Object.keys(scope), script)(...Object.values(scope));
}

it('a line is shown at once, and the reply to its request is the receipt', () => {
  const { socket, time, backend } = openClient({ requestTimeout: 1_000 });
  const shown: unknown[] = [];
  const show = (lines: readonly { message: string; state: string }[]) =>
    shown.push(lines.map(({ message, state }) => `${message} ${state}`));
  const said$ = recipe('const own$ = said$', 'said$', { socket, show }) as rxjs.Subject<string>;
  time.advance(10);
  const { request_id } = JSON.parse(backend.received[0]!) as { request_id: string };
  backend.sockets[0]!.onmessage?.({ data: JSON.stringify({ type: 'reply', request_id }) });
  said$.next('Anybody?');
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
  recipe('new Map<string, number>()', 'tasks$', { socket: { on }, show: (tasks: unknown) => shown.push(tasks) });
  expect(shown.at(-1)).toEqual([['a', 50]]);
  expect(shown).toHaveLength(4);
});

it('a tab that is hidden for a minute suspends, and one that is shown wakes', () => {
  jest.useFakeTimers();
  const document = Object.assign(new EventTarget(), { hidden: false });
  const visibility$ = recipe('const visibility$', 'visibility$', {
    document,
    url: 'wss://ws.example.com',
    gatewaySocket: () => undefined,
    djangoToken: () => undefined,
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
    WebSocket: Recorded,
    url: '',
    token: '',
    gatewaySocket: () => undefined,
  }) as new (address: string) => unknown;
  expect(new Made('wss://ws.example.com/?ws_token=planted-5ecret&channel=a')).toBeDefined();
  expect(made).toEqual([['wss://ws.example.com/?channel=a', 'v1,token.planted-5ecret']]);
});

it('each state of the connection is a measure with its begin and its end', () => {
  const measured: unknown[] = [];
  let now = 0;
  const performance = { now: () => (now += 5), measure: (...given: readonly unknown[]) => measured.push(given) };
  const status$ = of({ state: 'idle' }, { state: 'authorizing' }, { state: 'open' });
  recipe('performance.measure', 'states$', { socket: { status$ }, performance });
  const detail = { devtools: { dataType: 'track-entry', track: 'WebSocket' } };
  expect(measured).toEqual([
    ['idle', { start: 5, end: 10, detail }],
    ['authorizing', { start: 10, end: 15, detail }],
  ]);
});
