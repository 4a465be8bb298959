declare global {
  /** Set where the specs run against the production build (spec/production/jest.config.ts). */
  var IN_NUMBERS: boolean | undefined;
}

const NUMBER = /rx-gateway-socket error (\d+), see docs\/errors\.md#\1\b/;

/**
 * What a text of the client must match. In the production build that is the number that stands in its place, so a spec
 * that takes its words from here runs with both builds.
 */
export function words(expected: RegExp | string): RegExp {
  if (globalThis.IN_NUMBERS === true) return NUMBER;
  return typeof expected === 'string' ? new RegExp(expected.replace(/[\^$.*+?()[\]{}|]/g, '\\$&')) : expected;
}
