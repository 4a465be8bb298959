import fc from 'fast-check';
import { redact, redactPath } from '../../lib/local-gateway/redact';
import { cpuTime } from '../support/cpu-time';

const HEX = fc.string({
  unit: fc.constantFrom(...Array.from({ length: 16 }, (_, digit) => digit.toString(16))),
  minLength: 64,
  maxLength: 64,
});

describe('redact', () => {
  it('hides the value of every parameter of a query but the channel’s, and leaves the rest', () => {
    expect(redact('/?a=1&ws_token=s3cr%20t&channel=x')).toBe('/?a=[redacted]&ws_token=[redacted]&channel=x');
    expect(redact('ws://h/?jwt=x#y')).toBe('ws://h/?jwt=[redacted]#y');
    expect(redact('{"url":"ws://h/?a=b&c=d","n":1}')).toBe('{"url":"ws://h/?a=[redacted]&c=[redacted]","n":1}');
    expect(redact('no token here, no ws_token either')).toBe('no token here, no ws_token either');
  });

  it('hides a query that has no parameters, where it is known to be one', () => {
    expect(redactPath('/', '?s3cret&channel=x&a=b=c&')).toBe('/?[redacted]&channel=x&a=[redacted]&');
    expect(redactPath('/dev', '')).toBe('/dev');
  });

  it('hides whatever has the form of a token, wherever it is', () => {
    fc.assert(
      fc.property(HEX, fc.constantFrom('"', ' ', '/', '=', '\n'), (token, around) => {
        expect(redact(`a${around}${token}${around}b`)).toBe(`a${around}[redacted]${around}b`);
      }),
    );
    const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln';
    expect(redact(`Bearer ${jwt}; ${'aB3d'.repeat(8)}; ${'x'.repeat(64)}`)).toBe(
      `Bearer [redacted]; [redacted]; ${'x'.repeat(64)}`,
    );
  });

  it.each([
    ['{"token":"abc","n":1}', '{"token":"[redacted]","n":1}'],
    ['{ "access_token" : 7 }', '{ "access_token" : "[redacted]" }'],
    ['{"a":[{"Password":{"x":["}"],"y":1}}],"b":2}', '{"a":[{"Password":"[redacted]"}],"b":2}'],
    ['{"t\\u006fken":"abc"}', '{"t\\u006fken":"[redacted]"}'],
    ['{"csrftoken":null,"api_key":true,"sessionid":[1,2]}', /^\{"csrftoken":"\[r\w+\]","api_key":"\[r.*\[r\w+\]"\}$/],
    ['{"secret":"cut o', '{"secret":"[redacted]"'],
    ['{"secret":', '{"secret":"[redacted]"'],
    ['{"body":"{\\"password\\":\\"x y\\",\\"n\\":1}"}', '{"body":"{\\"password\\":\\"[redacted]\\",\\"n\\":1}"}'],
    ["{'csrfmiddlewaretoken': 'a b', 'n': 1}", "{'csrfmiddlewaretoken': [redacted], 'n': 1}"],
    ['Authorization: Bearer abc.def', 'Authorization: Bearer [redacted]'],
    ['password=hunter2;n=1', 'password=[redacted];n=1'],
    ['{"type":"token","message":"no token","n":1}', '{"type":"token","message":"no token","n":1}'],
    ['Invalid or expired token (missing)', 'Invalid or expired token (missing)'],
  ])('hides what is named as a secret, in JSON and in other text: %s', (text, hidden) => {
    if (typeof hidden === 'string') expect(redact(text)).toBe(hidden);
    else expect(redact(text)).toMatch(hidden);
  });

  it('never shows the value of a secret’s key, in whatever JSON, however often that is written into a string', () => {
    const secret = fc.oneof(
      fc.string({ minLength: 1 }).map((text) => `s3cr3t${text}`),
      fc.array(fc.constantFrom('s3cr3t"', 's3cr3t]', '{s3cr3t')),
      fc.dictionary(fc.string(), fc.constant('s3cr3t}')),
    );
    const key = fc.constantFrom(
      'token',
      'ws_token',
      'client-secret',
      'PASSWORD',
      'Authorization',
      'sessionid',
      'cookie',
    );
    const json = fc.tuple(fc.jsonValue(), key, secret, fc.jsonValue(), fc.nat({ max: 3 }));
    fc.assert(
      fc.property(json, ([before, name, value, after, times]) => {
        let text = JSON.stringify([before, { [name]: value, after }]);
        for (let n = 0; n < times; n += 1) text = JSON.stringify({ text });
        expect(redact(text)).not.toContain('s3cr3t');
        // What was JSON still is.
        JSON.parse(redact(text));
      }),
    );
  });

  it.each(['[', '{"token":', '"', '"\\', '?', '?a', 'token', 'token-', "token='", 'eyJ-', 'eyJa.', 'a1', '{"a":"\\"'])(
    'takes no longer for 128 KiB of %j than a frame may take',
    (part) => {
      const text = part.repeat(Math.ceil(131_072 / part.length));
      // Quadratic would be seconds.
      expect(cpuTime(() => redact(text))).toBeLessThan(500);
    },
  );
});
