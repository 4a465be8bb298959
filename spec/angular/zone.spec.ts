import 'zone.js';
import { ApplicationRef, NgZone, provideZoneChangeDetection } from '@angular/core';
import { filter, firstValueFrom, Subject, type Observable } from 'rxjs';
import type { EnvironmentSignal, GatewaySocketConfig, TokenInput } from '../../lib';
import { recorded } from '../support/recorded';
import { fakeLive, InZone, Live } from './live';
import { TestBed } from './test-bed';

/** An application with zone.js, in whose zone everything is done unless it says otherwise. */
function application(options: Partial<GatewaySocketConfig> = {}) {
  const fake = fakeLive(options);
  TestBed.configureTestingModule({ providers: [provideZoneChangeDetection(), fake.provider] });
  const zone = TestBed.inject(NgZone);
  const live = zone.run(() => TestBed.inject(Live));
  return {
    ...fake,
    zone,
    live,
    /** Subscribes inside the zone, as a component does. */
    used: <T>(stream$: Observable<T>) => zone.run(() => recorded(stream$)),
    isStable: () => firstValueFrom(TestBed.inject(ApplicationRef).isStable.pipe(filter(Boolean))),
    /** Whether the zone waits for a timer. */
    waits: () => zone.hasPendingMacrotasks,
  };
}

describe("outside Angular's zone", () => {
  it('tokens are fetched and sockets made, whoever uses the socket', () => {
    const { live, zone, worked, current } = application();
    zone.run(() => live.on('toast').subscribe());
    expect(worked.take()).toEqual([false, false]);
    current().accept();
    zone.run(() => live.reconnect());
    expect(worked.take()).toEqual([false, false]);
    zone.run(() => live.join('support'));
    zone.run(() => live.close());

    const uses: readonly ((one: typeof live) => unknown)[] = [
      (one) => one.connect(),
      (one) => one.send('say', { text: 'Hello' }),
      (one) => one.request('fetch_history').subscribe(),
      (one) => one.messages$.subscribe(),
    ];
    for (const use of uses) {
      TestBed.resetTestingModule();
      const another = application();
      another.zone.run(() => use(another.live));
      expect(another.worked.take()).toEqual([false, false]);
    }
  });

  it('the wait for the next try runs: the application becomes stable while the socket is in backoff', async () => {
    const { live, used, current, isStable, waits } = application();
    used(live.on('toast'));
    current().end(1006);
    expect(live.status).toMatchObject({ state: 'waiting', reason: 'backoff', delay: 60_000 });
    await isStable();
    expect([live.status.state, waits()]).toEqual(['waiting', false]);
  });

  it('a timer of the application itself keeps it unstable', () => {
    const { zone, waits } = application();
    const timer = zone.run(() => setTimeout(() => {}, 60_000));
    expect(waits()).toBe(true);
    zone.run(() => clearTimeout(timer));
  });

  it('every other timer runs: to open, to live, to answer, to expire, to linger', () => {
    const { live, zone, used, current, waits } = application({ keepAlive: { name: 'ping', every: 1_000 } });
    const toasts = used(live.on('toast'));
    expect([live.status.state, waits()]).toEqual(['connecting', false]);
    zone.run(() => live.send('say', { text: 'until it is open' }));
    expect(waits()).toBe(false);
    current().accept();
    expect([live.status.state, waits()]).toEqual(['open', false]);
    const reply = used(live.request('fetch_history'));
    expect(waits()).toBe(false);
    zone.run(() => reply.stop());
    zone.run(() => live.join('support'));
    expect(waits()).toBe(false);
    zone.run(() => toasts.stop());
    expect([live.status.state, waits()]).toEqual(['open', false]);
  });

  it('the last user leaves, by whatever way', () => {
    for (const way of ['unsubscribe', 'take', 'connect', 'drain'] as const) {
      const { live, zone, used, current, receive, waits } = application();
      zone.run(() => {
        if (way === 'connect') live.connect().unsubscribe();
        if (way === 'unsubscribe') live.on('toast').subscribe().unsubscribe();
      });
      if (way === 'take') {
        used(live.request('fetch_history', {}, { reply: 'history' }));
        current().accept();
        receive('history', { lines: [] });
      }
      if (way === 'drain') {
        zone.run(() => live.send('say', { text: 'not now' }));
        expect(zone.run(() => live.drain())).toEqual([{ name: 'say', params: { text: 'not now' } }]);
      }
      expect([way, live.status.state, waits()]).toEqual([way, way === 'take' ? 'open' : 'connecting', false]);
      TestBed.resetTestingModule();
    }
  });

  it('what follows from a stream that emits inside does not stay inside', () => {
    const token = new Subject<TokenInput>();
    const login = new Subject<void>();
    const network = new Subject<EnvironmentSignal>();
    const sources: readonly Partial<GatewaySocketConfig>[] = [{ token }, { token: () => token }];
    for (const source of sources) {
      const { live, zone, used, worked, waits } = application(source);
      used(live.on('toast'));
      zone.run(() => token.next('once'));
      expect([live.status.state, worked.take(), waits()]).toEqual(['connecting', [false], false]);
      TestBed.resetTestingModule();
    }

    const denied = { isFatal: () => true, resumeOn: login };
    const out = application(denied);
    out.used(out.live.on('toast'));
    out.current().end(1006);
    expect(out.live.status.state).toBe('failed');
    out.worked.take();
    out.zone.run(() => login.next());
    expect([out.live.status.state, out.worked.take(), out.waits()]).toEqual(['connecting', [false, false], false]);
    TestBed.resetTestingModule();

    const off = application({ environment: network });
    off.zone.run(() => off.live.connect());
    off.current().end(1006);
    off.worked.take();
    off.zone.run(() => network.next('online'));
    expect([off.live.status.state, off.worked.take(), off.waits()]).toEqual(['connecting', [false, false], false]);
  });
});

describe("inside Angular's zone", () => {
  it('every stream emits, whoever subscribes', () => {
    for (const subscribed of ['inside', 'outside'] as const) {
      const { live, zone, current, receive } = application();
      const told = new InZone();
      const each = { next: told.note, error: told.note, complete: told.note };
      const streams$ = [live.on('toast'), live.messages$, live.status$, live.opened$, live.events$, live.faults$];
      const subscribe = () => {
        for (const stream$ of streams$) (stream$ as Observable<unknown>).subscribe(each);
      };
      if (subscribed === 'inside') zone.run(subscribe);
      else subscribe();
      current().accept();
      receive('toast', { message: 'Hello' });
      current().deliver('no message');
      live.request('fetch_history', {}, { reply: 'history' }).subscribe(each);
      receive('history', { lines: [] });
      current().end(1006);
      live.close();
      const seen = told.take();
      expect(seen.length).toBeGreaterThan(20);
      expect([subscribed, seen.filter((inside) => !inside)]).toEqual([subscribed, []]);
      TestBed.resetTestingModule();
    }
  });

  it('an error is told', () => {
    const { live, current } = application({ isFatal: () => true });
    const told = new InZone();
    live.on('toast').subscribe({ error: told.note });
    current().end(1006);
    expect(told.take()).toEqual([true]);
  });

  it('a message makes the view new', () => {
    const { live, zone, used, current, receive } = application();
    const toasts = used(live.on('toast'));
    let checks = 0;
    zone.onMicrotaskEmpty.subscribe(() => (checks += 1));
    current().accept();
    const before = checks;
    receive('toast', { message: 'Hello' });
    expect([toasts.values.length, checks - before]).toEqual([1, 1]);
  });
});
