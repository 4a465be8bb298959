import 'zone.js';
import { ApplicationRef, NgZone, provideZoneChangeDetection } from '@angular/core';
import { defer, filter, firstValueFrom, NEVER, Subject, throwError, type Observable } from 'rxjs';
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

type Socket = ReturnType<typeof application>['live'];

describe("outside Angular's zone", () => {
  it('tokens are fetched and sockets made, whoever uses the socket', () => {
    const { live, used, worked } = application();
    used(live.on('toast'));
    expect(worked.take()).toEqual([false, false]);
  });

  const uses: readonly [string, (live: Socket) => unknown][] = [
    ['messages$', (live) => live.messages$.subscribe()],
    ['on()', (live) => live.on('toast').subscribe()],
    ['request()', (live) => live.request('fetch_history').subscribe()],
    ['send()', (live) => live.send('say', { text: 'Hello' })],
    ['connect()', (live) => live.connect()],
  ];
  it.each(uses)('the wait for the token of a connection runs that %s opens', (_name, use) => {
    const { live, zone, waits } = application({ token: NEVER });
    zone.run(() => use(live));
    expect([live.status.state, waits()]).toEqual(['authorizing', false]);
  });

  const moves: readonly [string, (live: Socket) => void][] = [
    ['join()', (live) => live.join('support')],
    ['reconnect()', (live) => live.reconnect()],
  ];
  it.each(moves)('the wait for the token of a connection runs that %s opens beside another', (_name, move) => {
    const token = new Subject<TokenInput>();
    const { live, zone, used, current, waits } = application({ token });
    const events = used(live.events$);
    used(live.on('toast'));
    token.next('first');
    current().accept();
    zone.run(() => move(live));
    expect([events.values.at(-1)?.type, waits()]).toEqual(['token', false]);
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

  it.each([
    ['an Observable', (token$: Observable<TokenInput>) => token$],
    ['a function', (token$: Observable<TokenInput>) => () => token$],
  ])('what follows from a token runs that %s emits inside', (_kind, source) => {
    const token$ = new Subject<TokenInput>();
    const { live, zone, used, worked, waits } = application({ token: source(token$) });
    used(live.on('toast'));
    zone.run(() => token$.next('once'));
    expect([live.status.state, worked.take(), waits()]).toEqual(['connecting', [false], false]);
  });

  it('what follows from a login runs that is told inside', () => {
    const login$ = new Subject<void>();
    let signedIn = false;
    const token = defer(() => (signedIn ? NEVER : throwError(() => ({ status: 401 }))));
    const { live, zone, used, waits } = application({ resumeOn: login$, token });
    used(live.on('toast'));
    expect(live.status.state).toBe('failed');
    signedIn = true;
    zone.run(() => login$.next());
    expect([live.status.state, waits()]).toEqual(['authorizing', false]);
  });

  it('what follows from what the host knows runs that is told inside', () => {
    const environment = new Subject<EnvironmentSignal>();
    const { live, zone, used, waits } = application({ environment, token: NEVER });
    used(live.on('toast'));
    zone.run(() => environment.next('suspend'));
    expect(live.status).toEqual({ state: 'paused', reason: 'suspended' });
    zone.run(() => environment.next('wake'));
    expect([live.status.state, waits()]).toEqual(['authorizing', false]);
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

  it('an error is told: of a request, since no other stream errors', () => {
    const { live, current } = application();
    const told = new InZone();
    live.request('fetch_history').subscribe({ error: told.note });
    current().accept();
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
