import type { LocalGateway } from '../../lib/local-gateway';

/** What the buttons under "Make trouble" do, by name. */
export function troubles(gateway: LocalGateway): ReadonlyMap<string, () => void> {
  /** Something that shows at the next attempt, which is now. */
  const thenCut = (arm: () => void) => () => {
    arm();
    gateway.drop();
  };
  return new Map([
    ['cut', () => void gateway.drop()],
    ['freeze', () => void gateway.freeze()],
    ['going-away', () => void gateway.closeAll(1001, 'Going away')],
    ['refuse', thenCut(() => gateway.refuse(3))],
    ['rate-limit', thenCut(() => gateway.failTokens(1, 403, 'Rate limit exceeded'))],
    ['sign-out', thenCut(() => gateway.failTokens(Infinity, 403, 'Authentication required'))],
    ['sign-in', () => gateway.failTokens(0)],
  ]);
}
