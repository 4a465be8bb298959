import {
  Component,
  createEnvironmentInjector,
  EnvironmentInjector,
  inject,
  InjectionToken,
  provideZonelessChangeDetection,
  signal,
  ɵɵreplaceMetadata,
  type Provider,
  type Type,
} from '@angular/core';
import type { ComponentFixture } from '@angular/core/testing';
import { gatewaySocketToken, provideGatewaySocket } from '../../lib/angular';
import { ConfigError, type GatewaySocketConfig } from '../../lib';
import { recorded } from '../support/recorded';
import { thrown } from '../support/thrown';
import { fakeLive, Live } from './live';
import { TestBed } from './test-bed';
import { words } from '../support/words';

/** An injector of its own, as of a route or of an application that a hot reload starts anew. */
const injectorWith = (provider: ReturnType<typeof provideGatewaySocket>) =>
  createEnvironmentInjector([provider], TestBed.inject(EnvironmentInjector));

beforeEach(() => {
  TestBed.configureTestingModule({ providers: [provideZonelessChangeDetection()] });
});

describe('a provided socket', () => {
  it('opens nothing until it is used, and is one and the same for all of its injector', () => {
    const { provider, fetched, made } = fakeLive();
    const injector = injectorWith(provider);
    const live = injector.get(Live);
    expect(injector.get(Live)).toBe(live);
    expect([live.status.state, fetched(), made.length]).toEqual(['idle', 0, 0]);
    recorded(live.on('toast'));
    recorded(injector.get(Live).on('history'));
    expect([fetched(), made.length]).toEqual([1, 1]);
  });

  it('closes with its injector: the connection, and every stream', () => {
    const { provider, current } = fakeLive();
    const injector = injectorWith(provider);
    const live = injector.get(Live);
    const streams = [live.messages$, live.on('toast'), live.status$, live.opened$, live.events$, live.faults$];
    const recordings = streams.map((stream$) => recorded<unknown>(stream$));
    const reply = recorded(live.request('fetch_history'));
    current().accept();
    injector.destroy();
    expect([...recordings, reply].map(({ completed }) => completed)).toEqual(Array(7).fill(true));
    expect(live.status).toEqual({ state: 'closed' });
    expect(current().closes).toEqual([[1000, '']]);
  });

  it('lets go of what it held for connect() with its injector', () => {
    const { provider, current } = fakeLive();
    const injector = injectorWith(provider);
    const held = injector.get(Live).connect();
    current().accept();
    expect(held.closed).toBe(false);
    injector.destroy();
    expect(held.closed).toBe(true);
    expect(current().closes).toHaveLength(1);
  });

  it('takes one token for each injector when one is replaced by the next, and leaves no socket behind', () => {
    const { provider, fetched, made } = fakeLive();
    for (let start = 1; start <= 3; start += 1) {
      const injector = injectorWith(provider);
      recorded(injector.get(Live).on('toast'));
      made.at(-1)!.accept();
      expect([fetched(), made.length]).toEqual([start, start]);
      injector.destroy();
      expect(made.map(({ closes }) => closes.length)).toEqual(Array(start).fill(1));
    }
  });

  it('runs its factory where inject() works, once, and not before it is wanted', () => {
    const Address = new InjectionToken<string>('address');
    const factory = jest.fn(() => ({ url: inject(Address), log: false as const }));
    const injector = createEnvironmentInjector(
      [{ provide: Address, useValue: 'wss://ws.example.com' }, provideGatewaySocket(Live, factory)],
      TestBed.inject(EnvironmentInjector),
    );
    expect(factory).not.toHaveBeenCalled();
    injector.get(Live);
    injector.get(Live);
    expect(factory).toHaveBeenCalledTimes(1);
  });

  it('throws a ConfigError that names the option from where it is injected', () => {
    const wrong = (config: unknown) => {
      const injector = injectorWith(provideGatewaySocket(Live, () => config as GatewaySocketConfig));
      return thrown(() => injector.get(Live));
    };
    const url = 'wss://ws.example.com';
    expect(wrong({ url: 'ftp://ws.example.com' })).toMatchObject({ name: 'ConfigError', option: 'url' });
    expect(wrong({ url, token: Promise.resolve('once') })).toMatchObject({ option: 'token' });
    expect(wrong({ url, token: 'once' })).toMatchObject({ option: 'token' });
    expect(wrong({ url, resumeOn: 7 })).toMatchObject({ option: 'resumeOn' });
    expect(wrong({ url, environment: true })).toMatchObject({ option: 'environment' });
    expect(wrong(undefined)).toMatchObject({ option: 'url' });
    expect(wrong(Promise.resolve({ url }))).toMatchObject({ option: 'url' });
  });

  it('says at once that the options themselves are no factory', () => {
    const options = { url: 'wss://ws.example.com' };
    const error = thrown(() => provideGatewaySocket(Live, options as unknown as () => GatewaySocketConfig));
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as Error).message).toMatch(
      words('factory: must be a function that returns the options; got an object.'),
    );
  });

  it('is missed by its name where nobody provides it', () => {
    const injector = TestBed.inject(EnvironmentInjector);
    expect(() => injector.get(gatewaySocketToken('orders'))).toThrow('InjectionToken orders');
  });

  it('can be had twice in one application, under two names', () => {
    const Other = gatewaySocketToken('other');
    const { provider } = fakeLive();
    const injector = createEnvironmentInjector(
      [provider, provideGatewaySocket(Other, () => ({ url: 'wss://other.example.com', log: false }))],
      TestBed.inject(EnvironmentInjector),
    );
    injector.get(Other).close();
    expect([injector.get(Live).status.state, injector.get(Other).status.state]).toEqual(['idle', 'closed']);
  });
});

describe('a socket that a component provides', () => {
  const page = (provider: Provider) => {
    const Child = Component({
      selector: 'app-child',
      template: 'first',
      providers: [provider],
    })(
      class {
        readonly live = inject(Live);
        readonly held = this.live.connect();
      },
    );
    const shown = signal(true);
    const Page = Component({
      selector: 'app-page',
      imports: [Child],
      template: '@if (shown()) { <app-child /> }',
    })(
      class {
        readonly shown = shown;
      },
    );
    return { Child, Page, shown, fixture: TestBed.createComponent(Page) };
  };

  it('closes with the component, and opens anew with the next one', () => {
    const { provider, made, fetched } = fakeLive();
    const { shown, fixture } = page(provider);
    fixture.detectChanges();
    made[0]!.accept();
    shown.set(false);
    fixture.detectChanges();
    expect(made[0]!.closes).toHaveLength(1);
    shown.set(true);
    fixture.detectChanges();
    expect([fetched(), made.length, made[1]!.closes.length]).toEqual([2, 2, 0]);
  });

  // What the development server sends for a changed template replaces the metadata of a component, and keeps the page.
  const reload = (component: Type<unknown>, metadata: Component) =>
    ɵɵreplaceMetadata(component, () => Component(metadata)(component), [], [], null, '');
  const textOf = ({ nativeElement }: ComponentFixture<unknown>) => (nativeElement as HTMLElement).textContent.trim();

  it('outlives a hot reload of the component: Angular makes its view anew and keeps it', () => {
    const { provider, made, fetched } = fakeLive();
    const { Child, fixture } = page(provider);
    fixture.detectChanges();
    made[0]!.accept();
    reload(Child, { selector: 'app-child', template: 'second', providers: [provider] });
    fixture.detectChanges();
    expect([textOf(fixture), fetched(), made.length, made[0]!.closes.length]).toEqual(['second', 1, 1, 0]);
  });

  it('is replaced by a hot reload of the page around it, with one token and no socket left behind', () => {
    const { provider, made, fetched } = fakeLive();
    const { Child, Page, fixture } = page(provider);
    fixture.detectChanges();
    made[0]!.accept();
    reload(Page, { selector: 'app-page', imports: [Child], template: 'then: <app-child />' });
    fixture.detectChanges();
    expect([textOf(fixture), fetched(), made.length]).toEqual(['then: first', 2, 2]);
    expect(made.map(({ closes }) => closes.length)).toEqual([1, 0]);
  });

  it('of the application outlives every hot reload', () => {
    const { provider, made, fetched } = fakeLive();
    TestBed.configureTestingModule({ providers: [provider] });
    const { Child, Page, fixture } = page([]);
    fixture.detectChanges();
    made[0]!.accept();
    reload(Child, { selector: 'app-child', template: 'second' });
    reload(Page, { selector: 'app-page', imports: [Child], template: 'then: <app-child />' });
    fixture.detectChanges();
    expect([textOf(fixture), fetched(), made.length, made[0]!.closes.length]).toEqual(['then: second', 1, 1, 0]);
  });
});
