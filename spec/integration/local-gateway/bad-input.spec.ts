import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { startDjangoStandIn, startLocalGateway, type LocalGatewayOptions } from '../../../lib/local-gateway/index';
import { Client } from './support/client';
import { atEnd, cleanUp, openGateway } from './support/clean-up';
import { freshToken } from './support/token';

afterEach(cleanUp);

/** What a JavaScript caller, or a config file, may pass whatever the types say. */
function untyped(options: Record<string, unknown>): LocalGatewayOptions {
  return options;
}

describe('startLocalGateway refuses, naming the option and what would be right', () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    ['an option nobody knows', { prot: 1 }, /^prot: there is no such option; known are host, port, /],
    ['a port that is none', { port: 70_000 }, /^port: 70000 is not a number from 0 to 65535/],
    ['a proxy that is no URL', { backend: { proxy: 'foo' } }, /^backend\.proxy: "foo" is not a URL; expected .*http:/],
    [
      'a proxy that is no http',
      { backend: { proxy: 'ws://x/' } },
      /^backend\.proxy: "ws:\/\/x\/" is not http: or https:/,
    ],
    ['a proxy with a query', { backend: { proxy: 'http://x/?a=b' } }, /^backend\.proxy: a query/],
    ['origins that are no list', { allowedOrigins: '*' }, /^allowedOrigins: "\*" is not a list; expected a list of/],
    [
      'an origin that is none',
      { allowedOrigins: ['*'] },
      /^allowedOrigins: "\*" is no origin; expected .*http:\/\/app/,
    ],
    ['an origin with a path', { allowedOrigins: ['http://a/b'] }, /^allowedOrigins: "http:\/\/a\/b" is no origin/],
    [
      'headers without an HTTP backend',
      { headers: { 'X-A': 'b' } },
      /^headers: they are for an HTTP backend; handlers are called without any$/,
    ],
    [
      'headers that are a text, which it does not show',
      { backend: { proxy: 'http://x/' }, headers: 'X-A: s3cret' },
      /^headers: it is no object of names and values such as \{ 'X-A': 'b' \}$/,
    ],
    [
      'a header without a name',
      { backend: { proxy: 'http://x/' }, headers: { 'X A': 'b' } },
      /^headers: "X A" is no name/,
    ],
    [
      'a header of its own',
      { backend: { proxy: 'http://x/' }, headers: { connectionId: 'b' } },
      /^headers: "connectionId" is a header that the gateway sets itself/,
    ],
    [
      'a header twice',
      { backend: { proxy: 'http://x/' }, headers: { 'X-A': 'b', 'x-a': 'b' } },
      /^headers: "x-a" is there twice/,
    ],
    [
      'a header of two lines, whose value it does not show',
      { backend: { proxy: 'http://x/' }, headers: { 'X-A': 's3cret\r\nX-B: s3cret' } },
      /^(?!.*s3cret)headers: "X-A" has a value that no header can have: it must be one line of text$/,
    ],
    ['an unknown profile', { backend: { proxy: 'http://x/', headerProfile: 'alb' } }, /"alb" is neither "raw" nor/],
    [
      'a timeout of nothing',
      { backend: { proxy: 'http://x/', timeout: 0 } },
      /^backend\.timeout: 0 is not a number from 1/,
    ],
    [
      'tokens before an HTTP backend',
      { backend: { proxy: 'http://x/' }, tokens: {} },
      /^tokens: an HTTP backend issues its own/,
    ],
    [
      'a limit before an HTTP backend',
      { backend: { proxy: 'http://x/' }, connectsPerMinute: 5 },
      /^connectsPerMinute: /,
    ],
    ['a handler that is none', { backend: { toast: 'x' } }, /^backend\.toast: "x" is not a function/],
    ['a limit that is none', { limits: { idle: -1 } }, /^limits\.idle: -1 is not a number from 1 to 2147483647 \(ms\)/],
    ['a misspelt limit', { limits: { idel: 1 } }, /^limits\.idel: there is no such option; known are idle, age, /],
    ['a limit that is no number', { limits: { frameBytes: '32k' } }, /^limits\.frameBytes: "32k" is not a number/],
    ['a negative lifetime', { tokens: { ttl: -1 } }, /^tokens\.ttl: -1 is not a number from 0/],
    ['an integration that may take no time', { limits: { integration: 0 } }, /^limits\.integration: 0 is not a number/],
    ['half a token', { tokens: { perMinute: 1.5 } }, /^tokens\.perMinute: 1\.5 is not a number/],
    ['a stage with a slash', { stage: 'a/b' }, /^stage: "a\/b" is not 1 to 128 letters/],
    [
      'a route expression',
      { routeSelectionExpression: '$request.header.x' },
      /^routeSelectionExpression: .* does not parse/,
    ],
    [
      'a route that begins with $',
      { routes: { $other: {} } },
      /^routes: "\$other": only \$connect, \$default, \$disconnect may/,
    ],
    ['a route’s URL', { routes: { a: { url: 'x' } } }, /^routes\.a\.url: "x" is not a URL/],
    ['a host that is not here', { host: '203.0.113.1' }, /^host: "203\.0\.113\.1" is no address of this machine/],
  ])('%s', async (_what, options, message) => {
    await expect(startLocalGateway(untyped(options))).rejects.toThrow(message);
    await expect(startLocalGateway(untyped(options))).rejects.toMatchObject({ name: 'LocalGatewayOptionError' });
  });

  it('a port in use', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    atEnd(() => taken.close());
    const { port } = taken.address() as AddressInfo;
    const message = new RegExp(`^port: ${port} is in use; stop what listens there, or take 0 for a free port$`);
    await expect(startLocalGateway({ port })).rejects.toThrow(message);
    await expect(startDjangoStandIn({ port })).rejects.toThrow(message);
  });

  it('but takes undefined for an option that is left out, wherever it may be', async () => {
    const idle = undefined;
    const gateway = await openGateway({
      port: undefined,
      stage: undefined,
      limits: { idle, age: 60_000 },
      tokens: { ttl: undefined },
      pings: { answer: undefined },
      routes: { chat: undefined, $default: undefined },
      headers: undefined,
      onEvent: undefined,
    });
    const client = await Client.open(`${gateway.url}/?ws_token=${await freshToken(gateway)}`);
    expect(await client.ask({ action: 'chat' })).toMatchObject({ type: 'echo' });
    const django = await startDjangoStandIn({ gatewaySecret: undefined, mayJoin: undefined, port: undefined });
    atEnd(() => django.close());
  });

  it('but takes another host, with a warning', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation();
    atEnd(() => {
      warn.mockRestore();
    });
    await openGateway({ host: '0.0.0.0' });
    expect(warn).toHaveBeenCalledWith(expect.stringMatching(/listens on 0\.0\.0\.0:\d+, open to the network/));
    warn.mockClear();
    await openGateway({ host: '127.0.0.2' });
    expect(warn).not.toHaveBeenCalled();
  });
});

describe('the verbs refuse', () => {
  it.each<[string, (gateway: Awaited<ReturnType<typeof startLocalGateway>>) => void, RegExp]>([
    ['a code that cannot be sent', (gateway) => gateway.closeAll(1006), /^closeAll code: 1006 cannot be sent/],
    [
      'a reason that is too long',
      (gateway) => gateway.closeAll(1000, 'x'.repeat(124)),
      /^closeAll reason: .*123 bytes/,
    ],
    [
      'half a refusal',
      (gateway) => {
        gateway.refuse(0.5);
      },
      /^refuse count: 0\.5 is not a number/,
    ],
    [
      'a refusal with 200',
      (gateway) => {
        gateway.refuse(1, 200);
      },
      /^refuse status: 200 is not a number from 300/,
    ],
    [
      'a negative delay',
      (gateway) => {
        gateway.delay(-1);
      },
      /^delay: -1 is not a number/,
    ],
    [
      'a share over 1',
      (gateway) => {
        gateway.loseDisconnects(2);
      },
      /^loseDisconnects share: 2 is not a number/,
    ],
    [
      'failing tokens where there are none',
      (gateway) => {
        gateway.failTokens(1);
      },
      /^failTokens: this gateway has no token endpoint/,
    ],
    [
      'a message that has no JSON',
      (gateway) => gateway.broadcast(undefined),
      /^message: undefined cannot be written as JSON/,
    ],
  ])('%s', async (_what, verb, message) => {
    const gateway = await openGateway();
    expect(() => {
      verb(gateway);
    }).toThrow(message);
  });
});
