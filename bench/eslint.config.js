import root from '../eslint.config.js';

/** The root's rules without what it ignores: it ignores this folder, whose types need the packages of this folder. */
export default [
  { ignores: ['**/dist/**', 'takeover/client-0.1.0.js'] },
  ...root.filter(({ ignores, files }) => !ignores || files),
];
