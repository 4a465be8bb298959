import { isObservable, NEVER, of, Subject } from 'rxjs';
import { browserEnvironment, type GatewaySocketConfig } from '../../lib';
import type { Run } from '../../lib/angular/observe-in-zone';
import { outsideZone } from '../../lib/angular/outside-zone';
import { recorded } from '../support/recorded';

const url = 'wss://ws.example.com';

/** A zone that counts what runs in it. */
function countingZone(): { readonly run: Run; readonly count: () => number } {
  let count = 0;
  return {
    run: (work) => {
      count += 1;
      return work();
    },
    count: () => count,
  };
}

const { run } = countingZone();

/** Runs some work while a script of the page has changed the prototype of all objects. */
function polluted<T>(by: Readonly<Record<string, unknown>>, work: () => T): T {
  for (const [key, value] of Object.entries(by))
    Object.defineProperty(Object.prototype, key, { value, configurable: true, writable: true });
  try {
    return work();
  } finally {
    for (const key of Object.keys(by)) Reflect.deleteProperty(Object.prototype, key);
  }
}

describe('the options of a socket of Angular', () => {
  it('are only own properties, whatever a script has added to Object.prototype', () => {
    const pollution = {
      token: of('evil'),
      resumeOn: of(1),
      environment: of('suspend'),
      url: 'wss://evil.test',
      route: 'evil',
    };
    // A spread takes own properties alone, as the check of the options does.
    const seen = (config: Partial<GatewaySocketConfig>) =>
      polluted(pollution, () => ({ ...outsideZone(config as GatewaySocketConfig, run, false) }));
    const { environment, ...others } = seen({ url });
    expect(others).toEqual({ url, token: undefined, resumeOn: NEVER });
    expect(isObservable(environment)).toBe(true);
    expect(seen({}).url).toBeUndefined();
  });

  it('keep their values, and each stream among them is subscribed to and emits outside of the zone', () => {
    const outside = countingZone();
    const resumeOn = new Subject<number>();
    const config: GatewaySocketConfig = { url, channel: 'a', token: of('t'), resumeOn, environment: NEVER };
    const options = outsideZone(config, outside.run, false);
    expect(options).toMatchObject({ url, channel: 'a' });
    const results = [options.token, options.resumeOn].map((stream) => recorded(stream as Subject<unknown>));
    const subscribed = outside.count();
    expect(subscribed).toBeGreaterThanOrEqual(2);
    resumeOn.next(1);
    expect(outside.count()).toBeGreaterThan(subscribed);
    expect(results.map(({ values }) => values)).toEqual([['t'], [1]]);
  });

  it('have an environment whose listeners are added outside, also if a plain socket of the page has its own inside', () => {
    let isOutside = false;
    const outside: Run = (work) => {
      isOutside = true;
      try {
        return work();
      } finally {
        isOutside = false;
      }
    };
    const added: boolean[] = [];
    const add = jest.spyOn(globalThis, 'addEventListener').mockImplementation(() => void added.push(isOutside));
    const plain = browserEnvironment().subscribe();
    const inside = added.length;
    const { environment } = outsideZone<GatewaySocketConfig>({ url }, outside, false);
    const ofAngular = (environment as Subject<unknown>).subscribe();
    expect(added.slice(inside)).toEqual([true, true, true, true]);
    ofAngular.unsubscribe();
    plain.unsubscribe();
    add.mockRestore();
  });

  it('suspend a page that is rendered on the server, whatever its environment emits', () => {
    const { environment } = outsideZone<GatewaySocketConfig>({ url, environment: of('online') }, run, true);
    expect(recorded(environment as Subject<unknown>).values).toEqual(['suspend']);
  });

  it.each([undefined, null, 7, 'wss://ws.example.com'])('that are %p are left to their check', (config) => {
    expect(() => outsideZone(config as unknown as GatewaySocketConfig, run, false)).not.toThrow();
  });
});
