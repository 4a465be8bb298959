/** One message of the backend. A broadcast is one frame on several connections. */
export interface Frame {
  readonly kind: 'broadcast' | 'reply' | 'pong';
  /** What the application reads in it; equal for equal texts. */
  readonly key: string;
  /** As it goes over the wire. */
  readonly text: string;
  /** When the backend began with it. */
  readonly at: number;
  arrived: boolean;
}

/** The type of a frame, on the wire. */
export const TYPES = { broadcast: 'b', reply: 'r', pong: 'pong' } as const;

export function newFrame(kind: Frame['kind'], key: string, at: number): Frame {
  return { kind, key, text: JSON.stringify({ type: TYPES[kind], text: key }), at, arrived: false };
}
