import type { Decoded, InboundMessage } from '../../lib/messages/decode';
import { frameKey } from '../../lib/messages/frame-key';
import { Inbox, type FrameReceiver, type InboxOptions } from '../../lib/messages/inbox';

const setUp = (options: Partial<InboxOptions> = {}, wanted: (name: string) => boolean = () => true) => {
  const inbox = new Inbox({ typeKey: undefined, typeOf: undefined, schemas: undefined, ...options }, wanted);
  const delivered: Decoded[] = [];
  const receiver: FrameReceiver<undefined> = {
    message: (name, message) => delivered.push({ type: 'message', name, message }),
    fault: (fault) => delivered.push(fault),
  };
  const receive = (data: unknown) => inbox.receive(data, receiver, undefined);
  return { inbox, receive, delivered };
};

describe('a frame', () => {
  it('is delivered at once as the message or the fault that it is', () => {
    const { receive, delivered } = setUp();
    receive('{"type":"a"}');
    receive('nonsense');
    expect(delivered).toEqual([
      { type: 'message', name: 'a', message: { type: 'a' } },
      { type: 'invalid-message', reason: 'not-json', raw: 'nonsense' },
    ]);
  });

  it('is decoded once, however many look at it before it is received', () => {
    const parse = jest.spyOn(JSON, 'parse');
    const { inbox, receive } = setUp();
    const text = '{"type":"a"}';
    const before = parse.mock.calls.length;
    inbox.peek(text);
    inbox.peek(text);
    receive(text);
    expect(parse.mock.calls.length - before).toBe(1);
    parse.mockRestore();
  });

  it('is a message of its own, though its text is that of the last one', () => {
    const { inbox, receive, delivered } = setUp();
    for (let i = 0; i < 2; i += 1) {
      inbox.peek('{"type":"a"}');
      receive('{"type":"a"}');
    }
    const [first, second] = delivered.map((decoded) => decoded.type === 'message' && decoded.message);
    expect(first).toEqual(second);
    expect(first).not.toBe(second);
  });

  it('that is no message shows none to who peeks', () => {
    const { inbox } = setUp();
    expect(inbox.peek('[]')).toBeUndefined();
    expect(inbox.peek(undefined)).toBeUndefined();
    expect(inbox.peek('{"type":"a"}')).toMatchObject({ name: 'a' });
  });

  it('has its type where the configuration says', () => {
    const message = '{"kind":"k","type":"t"}';
    const { inbox } = setUp({ typeKey: 'kind' });
    expect(inbox.peek(message)?.name).toBe('k');
    expect(setUp({ typeOf: ({ type }) => `my-${String(type)}` }).inbox.peek(message)?.name).toBe('my-t');
  });
});

describe('the key by which a copy is known', () => {
  const key = (dedupe: Parameters<typeof frameKey>[1], frame: unknown) => frameKey(frame, dedupe, setUp().inbox);

  it('is the text, by default', () => {
    expect(key('text', '{"type":"a"}')).toBe('{"type":"a"}');
    expect(key('text', new ArrayBuffer(1))).toBeUndefined();
  });

  it('is none with false', () => {
    expect(key(false, '{"type":"a"}')).toBeUndefined();
  });

  it('is what a function makes of the message, and none of what is no message or makes it throw', () => {
    const idOf = ({ id }: InboundMessage) => (id as { readonly text: string }).text;
    expect(key(idOf, '{"type":"a","id":{"text":"7"}}')).toBe('7');
    expect(key(idOf, '{"type":"a"}')).toBeUndefined();
    expect(key(idOf, 'nonsense')).toBeUndefined();
  });

  it('is an id as the message has it, text or number, and none where that is anything else', () => {
    const idOf = (message: InboundMessage) => message.id;
    expect(key(idOf, '{"type":"a","id":"seven"}')).toBe('seven');
    expect(key(idOf, '{"type":"a","id":7}')).toBe('7');
    expect(key(idOf, '{"type":"a","id":null}')).toBeUndefined();
    expect(key(idOf, '{"type":"a","id":{"text":"7"}}')).toBeUndefined();
  });

  it('is none where an id is empty, or the number of one that is not there: else all such messages were copies', () => {
    expect(key(({ id }) => id, '{"type":"a","id":""}')).toBeUndefined();
    expect(key(({ id }) => Number(id), '{"type":"a"}')).toBeUndefined();
    expect(key(({ id }) => id, '{"type":"a","id":0}')).toBe('0');
  });
});
