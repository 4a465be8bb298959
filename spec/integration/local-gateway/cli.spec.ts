import { createServer, type AddressInfo } from 'node:net';
import { version } from '../../../package.json';
import { run } from '../../../lib/local-gateway/cli/run';
import { Client } from './support/client';
import { atEnd, cleanUp } from './support/clean-up';
import { FakeTerminal } from './support/fake-terminal';
import { RecordingBackend } from './support/recording-backend';
import { freshToken } from './support/token';

afterEach(cleanUp);

/** Starts the command; the URLs are read from what it prints. */
async function started(...argv: string[]) {
  const terminal = new FakeTerminal();
  const exitCode = run(['--port', '0', ...argv], terminal);
  atEnd(() => {
    terminal.interrupt();
    return exitCode;
  });
  const urlIn = async (name: string): Promise<string> =>
    (await terminal.line(new RegExp(`^${name}`))).split(/\s+/).pop() ?? '';
  const [url, tokenUrl] = [await urlIn('WebSocket'), await urlIn('Tokens')];
  return { terminal, exitCode, url, tokenUrl };
}

describe('rx-gateway-local', () => {
  it('serves a WebSocket, tokens and @connections until it is told to stop, and exits with 0', async () => {
    const { terminal, exitCode, url, tokenUrl } = await started();
    expect(url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/);
    await terminal.line(/^@connections http:\/\/127\.0\.0\.1:\d+\/@connections\/\{id\}$/);
    await Client.open(`${url}/?ws_token=${await freshToken({ tokenUrl })}`);
    terminal.interrupt();
    expect(await exitCode).toBe(0);
  });

  it('logs each connection, message and answer of the backend, and shows what went wrong loudly', async () => {
    const backend = await RecordingBackend.start();
    const { terminal, url } = await started('--proxy', backend.url);
    const client = await Client.open(`${url}/?ws_token=${'a'.repeat(64)}`);
    const id = '[A-Za-z0-9_-]{15}=';
    await terminal.line(
      new RegExp(`^[\\d:.]{12} ${id} connecting {2}from 127\\.0\\.0\\.1 to /\\?ws_token=\\[redacted\\]$`),
    );
    await terminal.line(new RegExp(`${id} backend +\\$connect 200 in \\d+ ms`));
    await terminal.line(new RegExp(`${id} open +channel default`));
    backend.answer = (_call, response) => response.writeHead(400).end('Invalid request format (1)');
    client.send('{"action":"x"}');
    await terminal.line(/<- +\$default 14 B \{"action":"x"\}/);
    await terminal.line(/backend +message 400 in \d+ ms Invalid request format \(1\); the client sees nothing of it$/);
    client.socket.close(1000, 'bye');
    await terminal.line(/closed +1000 bye/);
  });

  it.each([[], ['--quiet']])('shows a redirect as loudly as a 4xx, and where it goes: %j', async (...flags) => {
    const backend = await RecordingBackend.start();
    const { terminal, url } = await started('--proxy', backend.url, ...flags);
    const client = await Client.open(url);
    backend.answer = (_call, response) =>
      response.writeHead(302, { Location: '/accounts/login/?next=/ws/default' }).end();
    client.send('{"action":"x"}');
    await terminal.line(
      /backend +message 302 in \d+ ms Location: \/accounts\/login\/\?next=\[redacted\]; the client sees nothing of it$/,
    );
    await Client.refused(url);
    await terminal.line(/REFUSED +302 Location: \/accounts\/login\//);
  });

  it('shows of an error page what its title says, however long it is', async () => {
    const backend = await RecordingBackend.start();
    const { terminal, url } = await started('--proxy', backend.url, '--quiet');
    const client = await Client.open(url);
    const head = `<!DOCTYPE html><html><head>${'<meta name="robots">'.repeat(20)}`;
    backend.answer = (_call, response) =>
      response.writeHead(500).end(`${head}<title>DoesNotExist\n  at /ws/default</title>${'x'.repeat(200_000)}`);
    client.send('{"action":"x"}');
    await terminal.line(/backend +message 500 in \d+ ms DoesNotExist at \/ws\/default: <!DOCTYPE html>/);
  });

  it('sends further headers to the backend, and writes their values nowhere', async () => {
    const backend = await RecordingBackend.start();
    const { terminal, url } = await started(
      '--proxy',
      backend.url,
      '--header',
      'X-Ws-Gateway-Secret: a: b',
      '--header',
      'X-B:c',
    );
    await Client.open(url);
    const { headers } = await backend.next('connect');
    expect(headers).toMatchObject({ 'x-ws-gateway-secret': 'a: b', 'x-b': 'c' });
    expect(await terminal.line(/backend/)).not.toContain('a: b');
  });

  it('says once what the Django package wants, when it answers that it does not know the gateway', async () => {
    const backend = await RecordingBackend.start();
    backend.answer = (_call, response) => response.writeHead(400).end('Invalid request headers');
    const { terminal, url } = await started('--proxy', backend.url, '--quiet');
    await Client.refused(url);
    await Client.refused(url);
    const managementUrl = url.replace('ws:', 'http:');
    expect(await terminal.line(/^Hint/)).toBe(
      `Hint: the Django package wants a row ApiGateway(api_id="local"), and send_message() pointed at ${managementUrl} (endpoint_url of its boto3 client).`,
    );
    await terminal.line(/REFUSED/);
    expect(await terminal.line(/REFUSED|Hint/)).toMatch(/REFUSED/);
    const { terminal: other, url: raw } = await started('--proxy', backend.url, '--headers', 'raw', '--api-id', 'mine');
    await Client.refused(raw);
    expect(await other.line(/^Hint/)).toMatch(/^Hint: --headers raw leaves out .* a row ApiGateway\(api_id="mine"\),/);
  });

  it.each(['--version', '-V'])('prints its version: %s', async (flag) => {
    const terminal = new FakeTerminal();
    expect(await run([flag], terminal)).toBe(0);
    expect(await terminal.line(/./)).toBe(version);
  });

  it('logs only what went wrong when it is to be quiet', async () => {
    const { terminal, url, tokenUrl } = await started('--quiet');
    await freshToken({ tokenUrl });
    await Client.refused(url);
    expect(await terminal.line(/^[\d:.]{12} /)).toMatch(
      /backend +\$connect 400 .*Invalid or expired token \(missing\)/,
    );
  });

  it('writes no control sequences of others into the terminal', async () => {
    const { terminal, url } = await started('--no-tokens');
    const client = await Client.open(url);
    client.send('\u001b[2J\nsecond line');
    expect(await terminal.line(/<-/)).toMatch(/<- +\$default 16 B \[2J second line$/);
  });

  it('makes trouble at the press of a key, says so, and lists the keys on "?"', async () => {
    const { terminal, url } = await started('--no-tokens');
    expect(terminal.input.setRawMode).toHaveBeenCalledWith(true);
    const client = await Client.open(url);
    terminal.press('1');
    expect(await client.nextJson()).toMatchObject({ message: 'Internal server error' });
    await terminal.line(/^sent to 1 connection$/);
    terminal.press('r');
    await terminal.line(/^refusing handshakes: on$/);
    expect((await Client.refused(url)).status).toBe(400);
    terminal.press('r');
    await terminal.line(/^refusing handshakes: off$/);
    terminal.press('t');
    await terminal.line(/^failTokens: this gateway has no token endpoint/);
    terminal.press('d');
    expect((await client.ended).code).toBe(1006);
    terminal.press('?');
    for (const key of 'dcfrntlxasg123bq') await terminal.line(new RegExp(`^  ${key}  \\w`));
  });

  it.each(['q', '\u0003', '\u0004'])('ends on %j, and gives the terminal back', async (key) => {
    const { terminal, exitCode } = await started();
    terminal.press(key);
    expect(await exitCode).toBe(0);
    expect(terminal.input.setRawMode).toHaveBeenLastCalledWith(false);
  });

  it('puts the stand-in for Django behind the gateway', async () => {
    const { terminal, url, tokenUrl } = await started('--django-stand-in');
    const signInUrl = (await terminal.line(/^Log in/)).split(/\s+/).pop() ?? '';
    const cookie = (await fetch(signInUrl)).headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const csrfToken = /csrftoken=(\w+)/.exec(cookie)?.[1] ?? '';
    const response = await fetch(tokenUrl, { method: 'POST', headers: { Cookie: cookie, 'X-CSRFToken': csrfToken } });
    // The stand-in's own specs check the shape.
    const { token } = (await response.json()) as { readonly token: string };
    const client = await Client.open(`${url}/?ws_token=${token}`, {
      headers: { Cookie: cookie },
      origin: new URL(tokenUrl).origin,
    });
    expect(await client.ask({ action: 'ping' })).toEqual({ type: 'pong' });
  });

  it('takes limits in seconds, routes and two-way routes', async () => {
    const { url } = await started('--no-tokens', '--no-limits', '--no-default', '--two-way', 'ping', '--idle', '0.05');
    const client = await Client.open(url);
    client.send({ action: 'unknown' });
    expect(await client.nextJson()).toMatchObject({ message: 'Forbidden' });
    client.send({ action: 'ping' });
    expect(await client.nextJson()).toEqual({ type: 'pong' });
    expect(await client.nextJson()).toEqual({});
    expect(await client.ended).toEqual({ code: 1001, reason: 'Going away' });
  });

  it('says which page it refused and how it comes in, and lets those in that it is told', async () => {
    const { terminal, tokenUrl } = await started('--quiet', '--allow-origin', 'http://app.test:5173/');
    const statusFor = async (origin: string) =>
      (await fetch(tokenUrl, { method: 'POST', headers: { Origin: origin } })).status;
    expect(await statusFor('http://other.test\u00ad')).toBe(403);
    expect(await terminal.line(/REFUSED/)).toMatch(
      /403 the Origin "http:\/\/other\.test.*" is not this machine's; allowedOrigins \(--allow-origin\) admits more$/,
    );
    expect(await statusFor('http://app.test:5173')).toBe(200);
  });

  it('explains itself', async () => {
    const terminal = new FakeTerminal();
    expect(await run(['--help'], terminal)).toBe(0);
    await terminal.line(/^Usage: rx-gateway-local/);
    for (const option of ['--proxy <url>', '--django-stand-in', '-p, --port <n>', '--idle <s>']) {
      expect(await terminal.line(new RegExp(`^  ${option}`))).toBeTruthy();
    }
    await terminal.line(/\$ rx-gateway-local --proxy http/);
  });
});

describe('rx-gateway-local exits with 2 and one line', () => {
  it.each([
    [['--prxy', 'x'], /unknown option '--prxy' \(Did you mean --proxy\?\)/],
    [['--proxy', 'foo'], /--proxy: "foo" is not a URL; expected something like http:/],
    [['--allow-origin', '*'], /--allow-origin: "\*" is no origin; expected a list of origins such as/],
    [['--port', 'x'], /argument 'x' is invalid\. It is not a number\./],
    [['--port', '70000'], /--port: 70000 is not a number from 0 to 65535/],
    [['--idle', '0'], /argument '0' is invalid\. It is not a number of seconds over 0\./],
    [['--headers', 'x', '--proxy', 'http://x/'], /Allowed choices are alb-nginx, raw\./],
    [['--header', 'X-A: b'], /--header: it is about an HTTP backend; add --proxy/],
    [['--proxy', 'http://x/', '--header', 's3cret'], /(?!.*s3cret)--header: it needs a name and a value, e\.g\. /],
    [['--proxy', 'http://x/', '--header', 'Host: x'], /--header: "Host" is a header that the gateway sets itself/],
    [['--timeout', '0'], /--timeout: 0 is not a number from 1 to 2147483647 \(ms\)/],
    [['--headers', 'raw'], /--headers: it is about an HTTP backend; add --proxy/],
    [['--proxy', 'http://x/', '--no-limits'], /--no-limits: the backend has its own/],
    [
      ['--proxy', 'http://x/', '--django-stand-in'],
      /--django-stand-in: it takes the place of a backend; leave out --proxy/,
    ],
    [['--route-selection', '$request.header.x'], /--route-selection: "\$request\.header\.x" does not parse/],
    [['--route', '$x'], /--route: "\$x": only \$connect/],
    [['--route', '=http://x/'], /--route: it needs a key/],
    [['more'], /too many arguments/],
  ])('for %j', async (argv, message) => {
    const terminal = new FakeTerminal();
    expect(await run(argv, terminal)).toBe(2);
    expect(terminal.complaint).toMatch(new RegExp(`^rx-gateway-local: .*${message.source}.*\\n$`));
  });

  it('for a port in use', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    atEnd(() => taken.close());
    const { port } = taken.address() as AddressInfo;
    const terminal = new FakeTerminal();
    expect(await run(['--port', String(port)], terminal)).toBe(2);
    expect(terminal.complaint).toBe(
      `rx-gateway-local: --port: ${port} is in use; stop what listens there, or take 0 for a free port\n`,
    );
  });
});
