import { Observable } from 'rxjs';
import type { InboundMessage } from '../../lib/messages/decode';
import { Router } from '../../lib/messages/router';
import { recorded } from '../support/recorded';
import { unhandledIn } from '../support/unhandled';

const on = (router: Router, types: Iterable<string>) =>
  new Observable<InboundMessage>((subscriber) => router.add(types, subscriber));
const allOf = (router: Router) => new Observable<InboundMessage>((subscriber) => router.addToAll(subscriber));

const setUp = () => {
  const router = new Router();
  return { router, send: (name: string, message = { type: name }) => router.route(name, message) };
};

describe('the router', () => {
  it('brings a message to the streams of its type and to no other', () => {
    const { router, send } = setUp();
    const toasts = recorded(on(router, ['toast']));
    const chats = recorded(on(router, ['chat']));
    const all = recorded(allOf(router));
    send('toast');
    send('nobody asked');
    send('chat');
    expect(toasts.values).toEqual([{ type: 'toast' }]);
    expect(chats.values).toEqual([{ type: 'chat' }]);
    expect(all.values).toEqual([{ type: 'toast' }, { type: 'nobody asked' }, { type: 'chat' }]);
  });

  it('brings the same object to every stream', () => {
    const { router, send } = setUp();
    const first = recorded(on(router, ['toast']));
    const second = recorded(on(router, ['toast', 'chat']));
    const message = { type: 'toast' };
    send('toast', message);
    expect(first.values[0]).toBe(message);
    expect(second.values[0]).toBe(message);
  });

  it('keeps the order of messages in a stream of several types', () => {
    const { router, send } = setUp();
    const both = recorded(on(router, ['a', 'b']));
    for (const name of ['a', 'b', 'b', 'c', 'a']) send(name);
    expect(both.values.map(({ type }) => type)).toEqual(['a', 'b', 'b', 'a']);
  });

  it('delivers a message once to a stream that names its type twice', () => {
    const { router, send } = setUp();
    const toasts = recorded(on(router, ['toast', 'toast']));
    send('toast');
    expect(toasts.values).toHaveLength(1);
  });

  it.each(['__proto__', 'constructor', 'toString', ''])('takes %j for a type like any other', (name) => {
    const { router, send } = setUp();
    send(name);
    const stream = recorded(on(router, [name]));
    send(name);
    send('other');
    expect(stream.values).toEqual([{ type: name }]);
  });

  it('is observed from the first subscription to the last unsubscription', () => {
    const { router } = setUp();
    expect(router.observed).toBe(false);
    const all = recorded(allOf(router));
    expect(router.observed).toBe(true);
    all.stop();
    expect(router.observed).toBe(false);
    const first = recorded(on(router, ['a', 'b']));
    const second = recorded(on(router, ['b']));
    first.stop();
    expect(router.observed).toBe(true);
    second.stop();
    expect(router.observed).toBe(false);
  });

  it('looks a message up once, however many types are subscribed', () => {
    const { router, send } = setUp();
    for (let i = 0; i < 1_000; i++) recorded(on(router, [`type-${i}`]));
    const get = jest.spyOn(Map.prototype, 'get');
    send('type-500');
    const lookUps = get.mock.calls.length;
    get.mockRestore();
    expect(lookUps).toBe(1);
  });

  it('says whether anybody would hear of a type', () => {
    const { router } = setUp();
    const toasts = recorded(on(router, ['toast']));
    expect([router.needs('toast'), router.needs('chat')]).toEqual([true, false]);
    recorded(allOf(router));
    toasts.stop();
    expect([router.needs('toast'), router.needs('chat')]).toEqual([true, true]);
  });

  it('keeps nothing of a type whose last subscriber left, and serves the next one', () => {
    const { router, send } = setUp();
    for (let i = 0; i < 1_000; i++) recorded(on(router, [`type-${i}`])).stop();
    expect(router.observed).toBe(false);
    const again = recorded(on(router, ['type-1']));
    send('type-1');
    expect(again.values).toHaveLength(1);
  });

  it('subscribes nothing before the stream is', () => {
    const { router } = setUp();
    const toast$ = on(router, ['toast']);
    expect(router.observed).toBe(false);
    recorded(toast$);
    expect(router.observed).toBe(true);
  });

  it('goes on when a subscriber leaves, or comes, in the middle of a message', () => {
    const { router, send } = setUp();
    const order: string[] = [];
    const first = on(router, ['toast']).subscribe(() => {
      order.push('first');
      first.unsubscribe();
      on(router, ['toast']).subscribe(() => order.push('third'));
    });
    on(router, ['toast']).subscribe(() => order.push('second'));
    send('toast');
    expect(order).toEqual(['first', 'second']);
    send('toast');
    expect(order).toEqual(['first', 'second', 'second', 'third']);
  });

  it('goes on when a subscriber throws', () => {
    const { router, send } = setUp();
    on(router, ['toast']).subscribe(() => {
      throw new Error('mine');
    });
    const other = recorded(on(router, ['toast']));
    const all = recorded(allOf(router));
    const unhandled = unhandledIn(() => {
      send('toast');
      send('toast');
    });
    expect([other.values.length, all.values.length, unhandled.length]).toEqual([2, 2, 2]);
  });
});
