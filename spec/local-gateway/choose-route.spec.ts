import { chooseRoute } from '../../lib/local-gateway/routing/choose-route';
import { parseSelectionExpression } from '../../lib/local-gateway/routing/selection-expression';

const byAction = parseSelectionExpression('$request.body.action');
const choose = (text: string, ...keys: string[]) => chooseRoute(text, byAction, new Map(keys.map((key) => [key, {}])));

describe('the route of a message', () => {
  it('is the one whose key is exactly what the expression yields', () => {
    expect(choose('{"action":"join"}', 'join', '$default')).toMatchObject({ key: 'join' });
    expect(choose('{"action":"Join"}', 'join', '$default')).toMatchObject({ key: '$default' });
    expect(choose('{"action":" join"}', 'join', '$default')).toMatchObject({ key: '$default' });
  });

  it('is $default for what is no JSON, and for JSON without the key', () => {
    for (const text of ['hello', '', '7', 'null', '[]', '{}']) {
      expect(choose(text, 'join', '$default')).toMatchObject({ kind: 'route', key: '$default' });
    }
  });

  it('is $default for a message that asks for one of the gateway’s own routes', () => {
    expect(choose('{"action":"$connect"}', '$connect', '$disconnect', '$default')).toMatchObject({ key: '$default' });
  });

  it('is none when nothing matches and there is no $default', () => {
    expect(choose('{"action":"other"}', 'join', '$connect')).toEqual({ kind: 'none' });
    expect(choose('{"action":"$connect"}', 'join', '$connect')).toEqual({ kind: 'none' });
    expect(choose('{"action":"__proto__"}', 'join')).toEqual({ kind: 'none' });
  });
});
