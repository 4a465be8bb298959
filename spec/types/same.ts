// The files of this folder run nowhere: `npm run check:types` is the test. A wrong use stands under `@ts-expect-error`,
// which itself is an error as soon as the wrong use is none any more.

/** The members of a type, written out: an intersection and its object type are the same to a user. */
type Flat<T> = T extends unknown ? { [K in keyof T]: T[K] } : never;

/** The compiler takes two conditional types for the same only where what they ask for is, `readonly` and `?` included. */
type Same<A, B> = Identical<Flat<A>, Flat<B>>;
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- a T that is never chosen is the point.
type Identical<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only where both types are the same. */
export function same<A, B>(..._proof: Same<A, B> extends true ? [] : ['not the same', A, B]): void {}

/** `isA<Expected>()(value)` compiles only where the value is of exactly this type. */
export function isA<Expected>() {
  return <Actual>(
    _value: Actual,
    ..._proof: Same<Expected, Actual> extends true ? [] : ['not the same', Actual]
  ): void => {};
}

/** Compiles only where no member of any part of the union can be assigned. */
export function allReadonly<T>(..._proof: Same<T, Readonly<T>> extends true ? [] : ['not readonly', T]): void {}

/** Takes anything: for what is only there to be an error. */
export function use(..._values: readonly unknown[]): void {}

export function theseSeeADifference() {
  same<{ a: 1 } & { b: 2 }, { a: 1; b: 2 }>();
  // @ts-expect-error: another type
  same<{ a: 1 }, { a: 2 }>();
  // @ts-expect-error: read only
  same<{ a: 1 }, { readonly a: 1 }>();
  // @ts-expect-error: optional
  same<{ a: 1 }, { a?: 1 }>();
  // @ts-expect-error: a part of it only
  same<'a' | 'b', 'a'>();
  // @ts-expect-error: never is not everything
  same<never, { a: 1 }>();
  // @ts-expect-error: another type
  isA<string>()(Number('7'));
  // @ts-expect-error: `b` can be assigned
  allReadonly<{ readonly a: 1 } | { readonly a: 2; b: number }>();
}
