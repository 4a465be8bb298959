import { gatewaySocket, types } from '../../lib';
import { acrossTabs, type TabsConfig } from '../../lib/tabs';
import { fakeSockets } from '../support/fake-socket';
import { thrown } from '../support/thrown';
import { words } from '../support/words';

interface Inbound {
  toast: { level: 'info' | 'error'; text: string };
}
interface Outbound {
  say: { text: string };
}

const url = 'wss://ws.example.com';

describe('the option tabs', () => {
  // As a page without types may call it.
  const withTabs = (tabs: unknown) => thrown(() => acrossTabs({ url, tabs: tabs as TabsConfig }));

  it.each([
    [undefined, 'tabs', 'must be an object with at least as; got undefined.'],
    ['ada', 'tabs', "must be an object with at least as; got 'ada'."],
    [{}, 'tabs.as', 'must be a non-empty string; got undefined.'],
    [{ as: '' }, 'tabs.as', "must be a non-empty string; got ''."],
    [{ as: 7 }, 'tabs.as', 'must be a non-empty string; got 7.'],
    [{ as: 'ada', spare: 'yes' }, 'tabs.spare', "must be true or false; got 'yes'."],
  ])('%j is refused at once', (tabs, option, problem) => {
    expect(withTabs(tabs)).toMatchObject({
      name: 'ConfigError',
      option,
      message: expect.stringMatching(words(`${option}: ${problem}`)),
    });
  });

  it('does not take the user from a prototype', () => {
    expect(withTabs(Object.create({ as: 'ada' }))).toMatchObject({ option: 'tabs.as' });
  });

  it('is refused beside whatever gatewaySocket() refuses', () => {
    expect(thrown(() => acrossTabs({ url: 'https://ws.example.com', tabs: { as: 'ada' } }))).toMatchObject({
      option: 'url',
    });
  });
});

describe('a host without Web Locks', () => {
  it('gets a socket with a connection of its own, and the log says so where it tells everything', () => {
    const navigatorOf = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
    Object.defineProperty(globalThis, 'navigator', { configurable: true, value: {} });
    try {
      const { WebSocketCtor, made } = fakeSockets();
      const said: unknown[] = [];
      const log = { warn: (text: unknown) => said.push(text), debug: (text: unknown) => said.push(text) };
      const socket = acrossTabs({ url, WebSocketCtor, environment: false, log, tabs: { as: 'ada' } });
      expect(said).toEqual([expect.stringMatching(words('this tab has a connection of its own'))]);
      socket.connect();
      expect(made.map((one) => one.url)).toEqual([url]);
      made[0]?.accept();
      expect(socket.status.state).toBe('open');
      socket.close();
    } finally {
      if (navigatorOf) Object.defineProperty(globalThis, 'navigator', navigatorOf);
      else Reflect.deleteProperty(globalThis, 'navigator');
    }
  });
});

it('the socket has the types of gatewaySocket()', () => {
  const shared = () => acrossTabs<Inbound, Outbound>({ url, tabs: { as: 'ada' } });
  const own: () => ReturnType<typeof gatewaySocket<Inbound, Outbound>> = shared;
  const inferred = () => acrossTabs({ url, outbound: types<Outbound>(), tabs: { as: () => 'ada' } });
  const send = (): string => inferred().send('say', { text: 'Hello' });
  expect([own, send]).toHaveLength(2);
});
