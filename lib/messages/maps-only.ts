import type { MessageMap } from './message-of';

type Problem = 'a message or a union is no message map: write ByType<Messages>';

/** In a message map no member is a text or a number; in a message its type is one. */
type MemberProblem<Map> = {
  [Name in keyof Map]: unknown extends Map[Name] ? never : PrimitiveProblem<Map[Name]>;
}[keyof Map];
type PrimitiveProblem<Member> = Member extends string | number | bigint | boolean ? Problem : never;

/** Each part of a union extends the others only where there is just one. */
type UnionProblem<Map, Part, Present> = Map extends Part ? Present : Problem;

/**
 * A compiler can compute the constraint of this for a type parameter, too: it distributes over `Map`, so that in a
 * generic function it is taken for `object`, where nothing is wrong.
 */
type Verdict<Map, Present, Whole = Map> = Map extends unknown
  ? Present | MemberProblem<Map> | UnionProblem<Whole, Map, Present>
  : never;

/**
 * Beside the type of a parameter: refuses the call, in words, if one of these is a message or a union and no message map.
 *
 * @typeParam Present a key that every argument has
 */
export type MapsOnly<In extends MessageMap, Out extends MessageMap, Present extends string = 'url'> = {
  readonly [Key in Verdict<In, Present> | Verdict<Out, Present>]: unknown;
};
