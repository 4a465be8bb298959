import { ConnectionIds } from '../../lib/sending/connection-ids';

const frame = (connectionId: string) => ({ message: 'Internal server error', connectionId });

it('the first error frame on a link binds its id to that link', () => {
  const ids = new ConnectionIds<string>();
  expect([ids.isAbout('a', frame('1')), ids.isAbout('a', frame('1'))]).toEqual([true, true]);
});

it('a frame is not about a link where its id belongs to another one, and does not become the id of both', () => {
  const ids = new ConnectionIds<string>();
  ids.isAbout('a', frame('1'));
  expect([ids.isAbout('b', frame('1')), ids.isAbout('b', frame('2')), ids.isAbout('a', frame('1'))]).toEqual([
    false,
    true,
    true,
  ]);
});

it('after two ids on one link no frame is about it any more: either may be made up', () => {
  const ids = new ConnectionIds<string>();
  ids.isAbout('a', frame('1'));
  expect(['2', '1', '2', '3', '1'].map((id) => ids.isAbout('a', frame(id)))).toEqual(Array(5).fill(false));
});

it('a link that is gone is let go of, with its id', () => {
  const ids = new ConnectionIds<string>();
  ids.isAbout('a', frame('1'));
  ids.isAbout('b', frame('2'));
  ids.forget((link) => link === 'a');
  expect([ids.isAbout('c', frame('1')), ids.isAbout('d', frame('2'))]).toEqual([true, false]);
});
