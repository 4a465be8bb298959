import { trusted } from './lane-changes';
import type { LaneInput } from './lane-inputs';
import { stop, suspend, type LaneContext, type Step } from './lane-moves';
import { replacing, starting } from './lane-rows-attempt';
import { open } from './lane-rows-open';
import { dismissing, draining, overlap, settling } from './lane-rows-pair';
import { lanesOf, type In, type Lanes, type Phase } from './lanes';

/**
 * The effect of each input in one phase, in addition to its effect on the trust of its lane. An input that a row does
 * not name has no effect.
 */
export type Row<P extends Phase> = {
  readonly [T in LaneInput['type']]?: (
    lanes: In<P>,
    input: Extract<LaneInput, { readonly type: T }>,
    context: LaneContext,
  ) => Step;
};

/** The table of the connections: the effect of each input in each phase. */
export const laneTable: { readonly [P in Phase]: Row<P> } = {
  starting,
  open,
  replacing,
  settling,
  overlap,
  draining,
  dismissing,
};

/** The lanes after an input, and the effects. An input of a lane that is gone changes nothing. */
export function transition(lanes: Lanes, input: LaneInput, context: LaneContext): Step {
  if ('id' in input && !lanesOf(lanes).some(({ id }) => id === input.id)) return [lanes];
  if (input.type === 'suspended') return suspend(lanes);
  if (input.type === 'stopped') return stop(lanes);
  // A row takes the lanes of its own phase, which TypeScript cannot prove for a dynamic key.
  const row = laneTable[lanes.phase] as Readonly<
    Record<string, ((lanes: Lanes, input: LaneInput, context: LaneContext) => Step) | undefined>
  >;
  const after = trusted(lanes, input, context);
  return row[input.type]?.(after, input, context) ?? [after];
}
