/**
 * Whether this build checks options whose wrong value can do no harm beyond a wrong delay. The production build replaces
 * this file by one where it is `false`, and a bundler then leaves those checks out.
 */
export const CHECKED = true as boolean;
