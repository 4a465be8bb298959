import type { IncomingMessage } from 'node:http';
import { WebSocket, type ClientOptions } from 'ws';
import { atEnd } from './clean-up';
import { Inbox } from './inbox';

export interface Ended {
  readonly code: number;
  readonly reason: string;
}

export interface Refusal {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** One WebSocket client of a test. */
export class Client {
  readonly #inbox = new Inbox<string>();
  readonly ended: Promise<Ended>;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      this.#inbox.put(data.toString());
    });
    socket.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
      });
    });
    atEnd(() => {
      socket.terminate();
    });
  }

  /** Connects; rejects when the handshake is refused. */
  static open(url: string, options: ClientOptions & { readonly protocols?: string[] } = {}): Promise<Client> {
    const client = new Client(new WebSocket(url, options.protocols ?? [], options));
    return new Promise((resolve, reject) => {
      client.socket.once('open', () => {
        resolve(client);
      });
      client.socket.once('error', reject);
    });
  }

  /** Connects and is refused; rejects when it is not. */
  static refused(url: string, options: ClientOptions = {}): Promise<Refusal> {
    const { socket } = new Client(new WebSocket(url, options));
    return new Promise((resolve, reject) => {
      socket.once('open', () => {
        reject(new Error('the handshake was not refused'));
      });
      socket.once('error', reject);
      socket.once('unexpected-response', (_request, response: IncomingMessage) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        });
      });
    });
  }

  /** The next message, in the order of arrival. */
  next(): Promise<string> {
    return this.#inbox.take();
  }

  /** The next message, parsed. */
  async nextJson(): Promise<Record<string, unknown>> {
    // Specs only ask for messages that they know to be objects.
    return JSON.parse(await this.next()) as Record<string, unknown>;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Sends, and waits for an answer: whatever was sent before has been dealt with by then. */
  async ask(message: unknown): Promise<Record<string, unknown>> {
    this.send(message);
    return this.nextJson();
  }
}
