import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { testApplication } from './application';

const equal = (actual: unknown, expected: unknown) => expect(actual).toEqual(expected);

describe('real timers', () => {
  testApplication({ it, equal, pass: undefined });
});

describe('fake timers', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  testApplication({ it, equal, pass: (ms) => vi.advanceTimersByTimeAsync(ms) });
});
