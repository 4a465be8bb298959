/** A WebSocket without a network: open in the next turn, and brought to life by {@link QuietSocket.deliver}. */
export class QuietSocket {
  static latest: QuietSocket | undefined;
  readyState = 0;
  readonly bufferedAmount = 0;
  binaryType = 'blob';
  onopen: ((event: unknown) => void) | null = null;
  onmessage: ((event: { readonly data: string }) => void) | null = null;
  onerror: unknown = null;
  onclose: unknown = null;

  constructor() {
    QuietSocket.latest = this;
    queueMicrotask(() => {
      this.readyState = 1;
      this.onopen?.({ type: 'open' });
    });
  }

  send(): void {}

  close(): void {
    this.readyState = 3;
  }

  deliver(data: string): void {
    this.onmessage?.({ data });
  }
}
