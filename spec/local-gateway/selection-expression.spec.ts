import { parseSelectionExpression } from '../../lib/local-gateway/routing/selection-expression';

describe('a route selection expression', () => {
  it.each([
    ['$request.body.action', { action: 'join' }, 'join'],
    ['${request.body.action}', { action: 'join' }, 'join'],
    ['${request.body.a}/${request.body.b}', { a: 'x', b: 'y' }, 'x/y'],
    ['v1-$request.body.action', { action: 'join' }, 'v1-join'],
    ["$request.body['odd key'][1].name", { 'odd key': [0, { name: 'deep' }] }, 'deep'],
    ['\\$default', { action: 'join' }, '$default'],
    ['$request.body.action', {}, ''],
    ['$request.body.action.deeper', { action: 'join' }, ''],
    ['$request.body.action', { action: 7 }, '7'],
    ['$request.body.action', { action: true }, 'true'],
    ['$request.body.action', { action: null }, ''],
    ['$request.body.action', { action: ['a', 1] }, '["a",1]'],
    ['$request.body.action', { action: { a: 1 } }, '{"a":1}'],
    ['$request.body.constructor', {}, ''],
    ['$request.body.length', 'text', ''],
    ['$request.body.action', null, ''],
  ])('%s of %j is %j', (expression, body, key) => {
    expect(parseSelectionExpression(expression)(body)).toBe(key);
  });

  it.each([
    '',
    '$',
    '$request',
    '$request.body',
    '$request.header.x',
    '${request.body.action',
    '${request.body}',
    '$context.a',
  ])('%j does not parse, and the error shows what would', (expression) => {
    expect(() => parseSelectionExpression(expression)).toThrow(/^routeSelectionExpression: .*\$request\.body\.action/);
  });
});
