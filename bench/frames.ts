/** How long a frame is, in characters and, as it is ASCII, in bytes. */
export const FRAME_BYTES = 120;

export interface Frame {
  readonly type: string;
  readonly text: string;
}

/** One frame of each of so many types, all equally long. */
export function frames(types: number): readonly Frame[] {
  return Array.from({ length: types }, (_, index) => {
    const type = typeName(index);
    const text = (filling: number) => JSON.stringify({ type, message: 'x'.repeat(filling) });
    return { type, text: text(FRAME_BYTES - text(0).length) };
  });
}

export function typeName(index: number): string {
  return `type_${index}`;
}
