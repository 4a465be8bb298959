import { PLATFORM_ID, provideZonelessChangeDetection } from '@angular/core';
import { defer, NEVER } from 'rxjs';
import type { GatewaySocketConfig } from '../../lib';
import { recorded } from '../support/recorded';
import { thrown } from '../support/thrown';
import { fakeLive, Live } from './live';
import { TestBed } from './test-bed';

/** An application on the server. */
function onServer(options: Partial<GatewaySocketConfig> = {}) {
  const fake = fakeLive(options);
  TestBed.configureTestingModule({
    providers: [provideZonelessChangeDetection(), { provide: PLATFORM_ID, useValue: 'server' }, fake.provider],
  });
  return { ...fake, live: TestBed.inject(Live) };
}

describe('on the server', () => {
  it('nothing is fetched or opened, whatever is asked for', () => {
    const url = jest.fn(() => 'wss://ws.example.com');
    const { live, fetched, made } = onServer({ url });
    const streams = [live.messages$, live.on('toast'), live.request('fetch_history'), live.opened$];
    const recordings = streams.map((stream$) => recorded<unknown>(stream$));
    const held = live.connect();
    expect(live.send('say', { text: 'Hello' })).toBe('queued');
    live.join('support');
    live.reconnect();
    expect([fetched(), made.length, url.mock.calls.length]).toEqual([0, 0, 0]);
    expect(recordings.flatMap(({ values, errors }) => [...values, ...errors])).toEqual([]);
    expect(held.closed).toBe(false);
  });

  it('the status is idle, at once and ever after, until the page is done', () => {
    const { live } = onServer();
    const before = recorded(live.status$);
    recorded(live.on('toast'));
    live.send('say', { text: 'Hello' });
    const late = recorded(live.status$);
    expect(live.status).toEqual({ state: 'idle' });
    TestBed.resetTestingModule();
    const course = [{ state: 'idle' }, { state: 'closed' }];
    expect([before.values, late.values, before.completed]).toEqual([course, course, true]);
    expect(live.status).toEqual({ state: 'closed' });
  });

  it('what the host knows is not even asked', () => {
    let asked = 0;
    const environment = defer(() => {
      asked += 1;
      return NEVER;
    });
    const { live } = onServer({ environment });
    recorded(live.on('toast'));
    expect(asked).toBe(0);
  });

  it('a message that was sent is told to be undelivered, and not forgotten, when the page is done', () => {
    const { live } = onServer();
    const faults = recorded(live.faults$);
    live.send('say', { text: 'Hello' });
    TestBed.resetTestingModule();
    expect(faults.values).toEqual([{ type: 'undelivered', name: 'say', params: { text: 'Hello' }, reason: 'closed' }]);
  });

  it('options that can never work are an error all the same', () => {
    expect(thrown(() => onServer({ url: 'ftp://ws.example.com' }))).toMatchObject({ option: 'url' });
  });
});
