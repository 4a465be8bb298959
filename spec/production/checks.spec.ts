import { gatewaySocket } from '../../lib/gateway-socket';
import { thrown } from '../support/thrown';

const socket = (option: string, value: unknown) => {
  const [outer = '', inner] = option.split('.');
  const given = inner === undefined ? value : { [inner]: value };
  return gatewaySocket({ url: 'wss://ws.example.com', log: false, [outer]: given });
};

// As `Number(import.meta.env.LINGER)` is where the variable is missing. A rotation would be due at once, again and again.
it.each([
  'tokenTimeout',
  'openTimeout',
  'requestTimeout',
  'linger',
  'backoff.initial',
  'backoff.max',
  'backoff.minUptime',
  'rotation.ahead',
  'rotation.idleAhead',
  'rotation.spread',
  'rotation.overlap',
  'outbox.ttl',
  'limits.idle',
  'limits.age',
  'attemptsPerMinute',
])('the production build refuses NaN as %s too', (option) => {
  expect(thrown(() => socket(option, NaN))).toMatchObject({ name: 'ConfigError', option });
});
