import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { atEnd } from './clean-up';
import { Inbox } from './inbox';

interface Post {
  readonly connectionId: string;
  answer(status: 200 | 410): void;
}

/** An `@connections` API whose posts wait until the spec answers them, so that a broadcast is under way for as long. */
export class HeldManagement {
  readonly #posts = new Map<string, Inbox<Post>>();

  private constructor(readonly url: string) {}

  static async start(): Promise<HeldManagement> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A TCP port was bound, so the address is no string.
    const management = new HeldManagement(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request, response) => {
      request.resume();
      const connectionId = decodeURIComponent((request.url ?? '').split('/').pop() ?? '');
      const answer = (status: 200 | 410): void => {
        response.writeHead(status, status === 410 ? { 'x-amzn-errortype': 'GoneException' } : {}).end();
      };
      management.#to(connectionId).put({ connectionId, answer });
    });
    atEnd(() => {
      server.close();
      server.closeAllConnections();
    });
    return management;
  }

  /** The next post to a connection. */
  postTo(connectionId: string | undefined): Promise<Post> {
    return this.#to(connectionId ?? '').take();
  }

  #to(connectionId: string): Inbox<Post> {
    const posts = this.#posts.get(connectionId) ?? new Inbox<Post>();
    this.#posts.set(connectionId, posts);
    return posts;
  }
}
