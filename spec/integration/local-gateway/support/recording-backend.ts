import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { atEnd } from './clean-up';
import { Inbox } from './inbox';

/** One call of the gateway, as it arrived. */
export interface Call {
  readonly method: string;
  readonly url: string;
  /** Names as they came. */
  readonly names: readonly string[];
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

type Answer = (call: Call, response: ServerResponse) => void;

/** An HTTP backend that writes down what it is asked, and answers as the test says. */
export class RecordingBackend {
  readonly calls = new Inbox<Call>();
  answer: Answer = (_call, response) => {
    response.end('{}');
  };

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<RecordingBackend> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const backend = new RecordingBackend(server, `http://127.0.0.1:${port}/ws/`);
    server.on('request', (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const call: Call = {
          method: request.method ?? '',
          url: request.url ?? '',
          names: request.rawHeaders.filter((_, index) => index % 2 === 0),
          // Specs look at headers that come once.
          headers: request.headers as Call['headers'],
          body,
        };
        backend.calls.put(call);
        backend.answer(call, response);
      });
    });
    atEnd(() => backend.stop());
    return backend;
  }

  /** The next call whose path ends so. */
  async next(path: 'connect' | 'disconnect' | 'default'): Promise<Call> {
    for (;;) {
      const call = await this.calls.take();
      if (call.url.split('?')[0] === `/ws/${path}`) return call;
    }
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
      this.server.closeAllConnections();
    });
  }
}
