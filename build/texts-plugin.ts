import { numbers } from './errors-page';
import { withNumbers, withWords } from './marked-texts';
import { textOfNumber } from './text-of-number';

const root = process.cwd();

/** The same lines as before, so the source map of the file still holds. */
const mapped = (code: string) => ({ code, map: null });

const isSource = (id: string): boolean => /\/lib\/.+(?<!\.d)\.ts$/.test(id);

/** Puts the texts of the sources into a bundle as they are. */
export const textsInWords = {
  name: 'texts-in-words',
  transform: (code: string, id: string) => (isSource(id) ? mapped(withWords(code)) : undefined),
};

/** Puts the numbers of the texts into a bundle, and leaves out the checks that only the default build has. */
export const textsInNumbers = {
  name: 'texts-in-numbers',
  transform(code: string, id: string) {
    if (id.endsWith('/lib/text.ts')) return mapped(textOfNumber(root));
    if (id.endsWith('/lib/build.ts')) return mapped('export const CHECKED = false;\n');
    return isSource(id) ? mapped(withNumbers(code, numbers(root))) : undefined;
  },
};
