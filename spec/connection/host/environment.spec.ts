import { browserEnvironment, type EnvironmentSignal } from '../../../lib';
import { recorded } from '../../support/recorded';

/** An EventTarget that counts its listeners. */
class Target extends EventTarget {
  listeners = 0;
  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listeners += 1;
    super.addEventListener(...args);
  }
  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners -= 1;
    super.removeEventListener(...args);
  }
}

class Page extends Target {
  visibilityState = 'visible';
}

const restore: (() => void)[] = [];

/** Sets globals for one test. */
const globals = (values: Readonly<Record<string, unknown>>): void => {
  for (const [name, value] of Object.entries(values)) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    restore.push(() => {
      if (before) Object.defineProperty(globalThis, name, before);
      else Reflect.deleteProperty(globalThis, name);
    });
  }
};

afterEach(() => {
  for (const undo of restore.splice(0).reverse()) undo();
});

/** The globals of a browser, or of the worker in it, which has no document. */
const browser = ({ navigator = { onLine: true }, worker = false }: { navigator?: object; worker?: boolean } = {}) => {
  const page = new Target();
  const document = new Page();
  globals({
    addEventListener: page.addEventListener.bind(page),
    removeEventListener: page.removeEventListener.bind(page),
    navigator,
    document: worker ? undefined : document,
  });
  const transition = (name: string, persisted: boolean) =>
    page.dispatchEvent(Object.assign(new Event(name), { persisted }));
  return { page, document, transition };
};

describe('browserEnvironment()', () => {
  it('says each thing that a browser tells of its network, its tab and its page', () => {
    const { page, document, transition } = browser();
    const signals = recorded(browserEnvironment());
    const said = (happen: () => unknown): readonly EnvironmentSignal[] => {
      const before = signals.values.length;
      happen();
      return signals.values.slice(before);
    };
    expect(said(() => page.dispatchEvent(new Event('offline')))).toEqual(['offline']);
    expect(said(() => page.dispatchEvent(new Event('online')))).toEqual(['online']);
    expect(said(() => transition('pagehide', true))).toEqual(['suspend']);
    expect(said(() => transition('pageshow', true))).toEqual(['wake']);
    expect(said(() => document.dispatchEvent(new Event('freeze')))).toEqual(['suspend']);
    expect(said(() => document.dispatchEvent(new Event('resume')))).toEqual(['wake']);
    expect(said(() => document.dispatchEvent(new Event('visibilitychange')))).toEqual(['wake']);
    expect(signals).toMatchObject({ errors: [], completed: false });
  });

  it('says nothing of a page that goes for good or is shown for the first time, nor of a tab that is hidden', () => {
    const { document, transition } = browser();
    const signals = recorded(browserEnvironment());
    transition('pagehide', false);
    transition('pageshow', false);
    document.visibilityState = 'hidden';
    document.dispatchEvent(new Event('visibilitychange'));
    expect(signals.values).toEqual([]);
  });

  it.each([
    [false, ['offline']],
    [true, []],
    [undefined, []],
  ])('says at first with navigator.onLine %p: %p', (onLine, said) => {
    browser({ navigator: onLine === undefined ? {} : { onLine } });
    expect(recorded(browserEnvironment()).values).toEqual(said);
  });

  it('listens from the subscription on, reads the state anew each time, and takes every listener away', () => {
    const { page, document } = browser({ navigator: { onLine: false } });
    const environment$ = browserEnvironment();
    expect([page.listeners, document.listeners]).toEqual([0, 0]);
    const [one, two] = [recorded(environment$), recorded(environment$)];
    expect([one.values, two.values]).toEqual([['offline'], ['offline']]);
    expect([page.listeners, document.listeners]).toEqual([4, 3]);
    one.stop();
    expect([page.listeners, document.listeners]).toEqual([4, 3]);
    two.stop();
    expect([page.listeners, document.listeners]).toEqual([0, 0]);
    globals({ navigator: { onLine: true } });
    expect(recorded(environment$).values).toEqual([]);
  });

  it.each<readonly [string, (host: ReturnType<typeof browser>) => unknown, readonly EnvironmentSignal[]]>([
    ['the tab is looked at', ({ document }) => document.dispatchEvent(new Event('visibilitychange')), ['wake']],
    [
      'the tab is hidden',
      ({ document }) => {
        document.visibilityState = 'hidden';
        document.dispatchEvent(new Event('visibilitychange'));
      },
      [],
    ],
    ['the page goes on after it was frozen', ({ document }) => document.dispatchEvent(new Event('resume')), ['wake']],
    ['the page comes back from the cache', ({ transition }) => transition('pageshow', true), ['wake']],
    ['the page is shown', ({ transition }) => transition('pageshow', false), []],
  ])('reads the network again when %s: the event for it may have been missed', (_name, happen, after) => {
    const navigator = { onLine: true };
    const host = browser({ navigator });
    const signals = recorded(browserEnvironment());
    const said = () => {
      const before = signals.values.length;
      happen(host);
      return signals.values.slice(before);
    };
    expect(said()).toEqual(after);
    navigator.onLine = false;
    expect([said(), said()]).toEqual([['offline', ...after], after]);
    navigator.onLine = true;
    expect([said(), said()]).toEqual([['online', ...after], after]);
  });

  it('passes on each event of the network, one that says nothing new too: a change of networks may say so', () => {
    const { page } = browser();
    const { values } = recorded(browserEnvironment());
    for (const name of ['online', 'offline', 'offline', 'online']) page.dispatchEvent(new Event(name));
    expect(values).toEqual(['online', 'offline', 'offline', 'online']);
  });

  it('does with what a worker has: the network, and no document', () => {
    const { page } = browser({ worker: true, navigator: { onLine: false } });
    const signals = recorded(browserEnvironment());
    page.dispatchEvent(new Event('online'));
    expect(signals).toMatchObject({ values: ['offline', 'online'], errors: [] });
    signals.stop();
    expect(page.listeners).toBe(0);
  });

  it('says nothing, and does not fail, where there is none of it, as in Node', () => {
    globals({ addEventListener: undefined, navigator: undefined, document: undefined });
    expect(recorded(browserEnvironment())).toMatchObject({ values: [], errors: [] });
  });
});

it('importing the package and making a client with the environment of the host touches none of it', () => {
  const touched: string[] = [];
  for (const name of ['window', 'document', 'navigator', 'addEventListener', 'removeEventListener', 'WebSocket']) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get: () => {
        touched.push(name);
        return undefined;
      },
    });
    restore.push(() => {
      if (before) Object.defineProperty(globalThis, name, before);
      else Reflect.deleteProperty(globalThis, name);
    });
  }
  jest.isolateModules(() => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would be hoisted above the traps
    const { gatewaySocket } = require('../../../lib') as typeof import('../../../lib');
    const socket = gatewaySocket({ url: 'wss://ws.example.com', log: false });
    socket.status$.subscribe().unsubscribe();
    socket.close();
  });
  expect(touched).toEqual([]);
});

describe('the sockets of one page', () => {
  it('share the listeners, which go with the last of them', () => {
    const { page, document } = browser();
    const environment$ = browserEnvironment();
    const first = recorded(environment$);
    const listeners = page.listeners + document.listeners;
    const second = recorded(environment$);
    expect([listeners > 0, page.listeners + document.listeners]).toEqual([true, listeners]);
    page.dispatchEvent(new Event('offline'));
    first.stop();
    page.dispatchEvent(new Event('online'));
    expect([first.values, second.values]).toEqual([['offline'], ['offline', 'online']]);
    second.stop();
    expect(page.listeners + document.listeners).toBe(0);
  });

  it('each receive the state of the network, those that come later too', () => {
    const { page } = browser({ navigator: { onLine: true } });
    const environment$ = browserEnvironment();
    const first = recorded(environment$);
    globals({ navigator: { onLine: false } });
    const second = recorded(environment$);
    globals({ navigator: { onLine: true } });
    page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    expect([first.values, second.values]).toEqual([['wake'], ['offline', 'online', 'wake']]);
  });
});
