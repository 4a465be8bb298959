import tsJest from 'ts-jest';
import { tsImport } from 'tsx/esm/api';

const { textsInNumbers } = await tsImport('./texts-plugin.ts', import.meta.url);

/**
 * How `npm run test:production` reads TypeScript: as the other configurations do, after the one step by which the
 * production build differs. So the specs of the parts run against it as well as those of the whole.
 */
export default {
  createTransformer(options) {
    const typescript = tsJest.default.createTransformer(options);
    const replaced = (code, path) => textsInNumbers.transform(code, path)?.code ?? code;
    return {
      ...typescript,
      canInstrument: false,
      getCacheKey: (code, path, given) => `numbers ${typescript.getCacheKey(replaced(code, path), path, given)}`,
      process: (code, path, given) => typescript.process(replaced(code, path), path, given),
    };
  },
};
