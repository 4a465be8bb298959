import { Agent, request as httpRequest } from 'node:http';
import type { PostOutcome } from '../backend/handlers';
import type { SessionTable } from '../rules/session-table';

/** Longer messages are a `ValueError` in the package before anything is sent (contract B8). */
const LONGEST_MESSAGE = 131_072;

/**
 * The package's `send_message` of one session and of a queryset (contract B8), over the gateway's `@connections` API by
 * HTTP: a 410 marks the row as gone and is no error; any other failure is one, and ends a broadcast where it is.
 */
export class SessionSender {
  readonly #agent = new Agent({ keepAlive: true });
  #managementUrl: string | undefined;

  constructor(private readonly sessions: SessionTable) {}

  sendThrough(managementUrl: string): void {
    this.#managementUrl = managementUrl;
  }

  async send(connectionId: string, message: unknown): Promise<PostOutcome> {
    const body = typeof message === 'string' ? message : JSON.stringify(message);
    if (Buffer.byteLength(body) > LONGEST_MESSAGE)
      throw new RangeError(`the message is longer than ${LONGEST_MESSAGE} bytes`);
    const { status, errorType } = await this.#post(connectionId, body);
    if (status === 200) return 'sent';
    if (!errorType.startsWith('GoneException')) throw new Error(`@connections answered ${status} ${errorType}`);
    this.sessions.markGone(connectionId);
    return 'gone';
  }

  /** One connection after another, as the package's loop does; resolves to how many were reached. */
  async broadcast(message: unknown, channel?: string): Promise<number> {
    let reached = 0;
    for (const connectionId of [...this.sessions.connectedIn(channel)]) {
      if ((await this.send(connectionId, message)) === 'sent') reached += 1;
    }
    return reached;
  }

  close(): void {
    this.#agent.destroy();
  }

  #post(connectionId: string, body: string): Promise<{ readonly status: number; readonly errorType: string }> {
    if (this.#managementUrl === undefined) {
      throw new Error('The stand-in knows no gateway yet: call sendThrough(gateway.managementUrl) first.');
    }
    const url = `${this.#managementUrl}/@connections/${encodeURIComponent(connectionId)}`;
    return new Promise((resolve, reject) => {
      const headers = { 'Content-Length': Buffer.byteLength(body) };
      const request = httpRequest(url, { method: 'POST', agent: this.#agent, headers }, (response) => {
        response.resume();
        const errorType = response.headers['x-amzn-errortype'];
        resolve({ status: response.statusCode ?? 0, errorType: typeof errorType === 'string' ? errorType : '' });
      });
      request.on('error', reject);
      request.end(body);
    });
  }
}
