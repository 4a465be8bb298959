import { from } from 'rxjs';
import { ofAction, ofType } from '../../lib';
import { recorded } from '../support/recorded';

type Message =
  | { readonly type: 'toast'; readonly text: string }
  | { readonly type: 'chat'; readonly user: string }
  | { readonly type: 'constructor' };

const messages: readonly Message[] = [
  { type: 'toast', text: '1' },
  { type: 'chat', user: 'ann' },
  { type: 'constructor' },
  { type: 'toast', text: '2' },
];

describe('ofType', () => {
  it('lets one type through, in order', () => {
    expect(recorded(from(messages).pipe(ofType('toast'))).values).toEqual([messages[0], messages[3]]);
  });

  it('lets several types through', () => {
    expect(recorded(from(messages).pipe(ofType('chat', 'constructor'))).values).toEqual([messages[1], messages[2]]);
  });

  it('lets nothing through where no type is named', () => {
    expect(recorded(from(messages).pipe(ofType()))).toMatchObject({ values: [], completed: true });
  });

  it('finds no type in what every object inherits', () => {
    const only = recorded(from([messages[0]!, messages[2]!]).pipe(ofType('constructor')));
    expect(only.values).toEqual([{ type: 'constructor' }]);
  });
});

describe('ofAction', () => {
  it('does the same for messages that are told apart by their action', () => {
    const actions = [
      { action: 'join' as const, room: 'a' },
      { action: 'leave' as const },
      { action: 'join' as const, room: 'b' },
    ];
    expect(recorded(from(actions).pipe(ofAction('join'))).values).toEqual([actions[0], actions[2]]);
    expect(recorded(from(actions).pipe(ofAction('leave', 'join'))).values).toEqual(actions);
  });
});
