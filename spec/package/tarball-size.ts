import { CheckError } from './command';

/** What the tarball may be at most, in kB of 1,000 bytes: the limits of the package, with everything that is in it. */
export const LIMITS = { packed: 400, unpacked: 1_600, files: 120 } as const;
export type TarballSize = Readonly<Record<keyof typeof LIMITS, number>>;

/** The part of `npm pack --json` that has the size. */
export interface Weighed {
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly unknown[];
}

export const tarballSize = ({ size, unpackedSize, files }: Weighed): TarballSize => ({
  packed: size / 1_000,
  unpacked: unpackedSize / 1_000,
  files: files.length,
});

/** The figures in words. */
export const sizeInWords = ({ packed, unpacked, files }: TarballSize): string =>
  `${packed.toFixed(0)} kB packed, ${unpacked.toFixed(0)} kB unpacked, ${files} files`;

/** No figure is over its limit. */
export function checkSize(size: TarballSize): string {
  const over = (['packed', 'unpacked', 'files'] as const)
    .filter((figure) => size[figure] > LIMITS[figure])
    .map((figure) => `${figure} ${Math.ceil(size[figure])}, at most ${LIMITS[figure]}`);
  if (over.length > 0) throw new CheckError(`the tarball is too large: ${over.join('; ')}`);
  return sizeInWords(size);
}
