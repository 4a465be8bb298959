import { Component, inject, provideZonelessChangeDetection, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { defer, of, Subject, throwError } from 'rxjs';
import type { GatewaySocketConfig } from '../../lib';
import { recorded } from '../support/recorded';
import { fakeLive, Live } from './live';
import { TestBed } from './test-bed';

/** An application whose visitor has no login until `login()`. */
function application(options: Partial<GatewaySocketConfig> = {}) {
  let hasLogin = false;
  const token = defer(() => (hasLogin ? of('fresh-token') : throwError(() => ({ status: 401 }))));
  const fake = fakeLive({ token, ...options });
  TestBed.configureTestingModule({ providers: [provideZonelessChangeDetection(), fake.provider] });
  return { ...fake, login: () => (hasLogin = true) };
}

describe('without a login', () => {
  const clicks = signal(0);
  const Page = Component({
    selector: 'app-page',
    template: '<p>{{ toast()?.message ?? "no toast" }}</p><p>{{ status().state }}</p><p>{{ clicks() }} clicks</p>',
  })(
    class {
      readonly live = inject(Live);
      readonly toast = toSignal(this.live.on('toast'));
      readonly status = toSignal(this.live.status$, { requireSync: true });
      readonly clicks = clicks;
    },
  );
  const page = () => {
    clicks.set(0);
    const fixture = TestBed.createComponent(Page);
    return async () => {
      await fixture.whenStable();
      return [...(fixture.nativeElement as HTMLElement).children].map(({ textContent }) => textContent);
    };
  };

  it('what stands behind a signal of the socket is drawn, and goes on to change', async () => {
    application();
    const shown = page();
    expect(await shown()).toEqual(['no toast', 'failed', '0 clicks']);
    clicks.set(1);
    expect(await shown()).toEqual(['no toast', 'failed', '1 clicks']);
  });

  it('a login and reconnect() start again, and the signals that there are go on', async () => {
    const { login, current, receive } = application();
    const shown = page();
    expect((await shown())[1]).toBe('failed');
    login();
    TestBed.inject(Live).reconnect();
    current().accept();
    receive('toast', { message: 'Welcome back' });
    expect(await shown()).toEqual(['Welcome back', 'open', '0 clicks']);
  });

  it('no stream errors, and status$ has the cause', () => {
    application();
    const live = TestBed.inject(Live);
    const streams = [live.on('toast'), live.messages$, live.status$].map((stream$) => recorded<unknown>(stream$));
    expect(streams.map(({ errors, completed }) => [errors, completed])).toEqual(Array(3).fill([[], false]));
    expect(live.status).toMatchObject({ state: 'failed', cause: { name: 'TokenError', kind: 'unauthenticated' } });
  });

  it.each([[undefined], ['a resumeOn']])('so it is with resumeOn: %s', (given) => {
    const resumeOn = given === undefined ? undefined : new Subject<void>();
    const { login, made } = application({ resumeOn });
    const toasts = recorded(TestBed.inject(Live).on('toast'));
    expect([toasts.errors, TestBed.inject(Live).status.state]).toEqual([[], 'failed']);
    login();
    resumeOn?.next();
    expect(made).toHaveLength(given === undefined ? 0 : 1);
  });
});

it('a socket gives the same stream for the same types here, too', () => {
  application();
  const live = TestBed.inject(Live);
  expect(live.on('toast')).toBe(live.on('toast'));
  expect(live.on('toast', 'history')).toBe(live.on('history', 'toast'));
  expect(live.on('toast')).not.toBe(live.on('history'));
});
