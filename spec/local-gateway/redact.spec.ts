import fc from 'fast-check';
import { redact } from '../../lib/local-gateway/redact';

describe('redact', () => {
  it('takes the value of a token parameter away, whatever it looks like, and leaves the rest', () => {
    expect(redact('/?a=1&ws_token=s3cr%20t&channel=x')).toBe('/?a=1&ws_token=[redacted]&channel=x');
    expect(redact('ws://h/?ws_token=x#y')).toBe('ws://h/?ws_token=[redacted]#y');
    expect(redact('no token here, no ws_token either')).toBe('no token here, no ws_token either');
  });

  it('takes away whatever has the form of a token, wherever it is', () => {
    const hex = fc.string({
      unit: fc.constantFrom(...Array.from({ length: 16 }, (_, digit) => digit.toString(16))),
      minLength: 64,
      maxLength: 64,
    });
    fc.assert(
      fc.property(hex, fc.constantFrom('"', ' ', '/', '=', '\n'), (token, around) => {
        expect(redact(`a${around}${token}${around}b`)).toBe(`a${around}[redacted]${around}b`);
      }),
    );
  });
});
