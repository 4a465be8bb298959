import type { MessageMap } from './message-of';

type Problem = 'a message or a union is no message map: write ByType<Messages>';

/** In a message map no member is a string or a number; in a message the type is one. */
type MemberProblem<Map> = {
  [Name in keyof Map]: unknown extends Map[Name] ? never : PrimitiveProblem<Map[Name]>;
}[keyof Map];
type PrimitiveProblem<Member> = Member extends string | number | bigint | boolean ? Problem : never;

/** Each part of a union extends the others only if there is just one. */
type UnionProblem<Map, Part, Present> = Map extends Part ? Present : Problem;

/**
 * A compiler can also compute the constraint of this type for a type parameter: it distributes over `Map`. A generic
 * function then counts as `object`, which is valid.
 */
type Verdict<Map, Present, Whole = Map> = Map extends unknown
  ? Present | MemberProblem<Map> | UnionProblem<Whole, Map, Present>
  : never;

/**
 * Added to the type of a parameter: refuses the call, with a text, if one of these is a message or a union instead of a
 * message map.
 *
 * @typeParam Present a key that every argument has
 */
export type MapsOnly<In extends MessageMap, Out extends MessageMap, Present extends string = 'url'> = {
  readonly [Key in Verdict<In, Present> | Verdict<Out, Present>]: unknown;
};
