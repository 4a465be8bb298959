/**
 * Whether this build checks options whose wrong value only causes a wrong delay. The production build replaces this
 * file by one with `false`, and a bundler then removes those checks.
 */
export const CHECKED = true as boolean;
