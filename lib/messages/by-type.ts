/**
 * The constraint on a union of messages for {@link ByType}: objects with the key. It may be optional, as in generated
 * types.
 */
export type Discriminated<Key extends string> = { readonly [K in Key]?: string | undefined };

type NamesIn<Message, Key extends string> = Message extends { readonly [K in Key]?: infer Names }
  ? Exclude<Names, undefined> & string
  : never;

/** The members of a message without its key, with their modifiers and index signatures. */
type MembersOf<Message, Key extends string, Name extends string> = Message extends {
  readonly [K in Key]?: infer Names;
}
  ? Name extends Names
    ? { [K in keyof Message as K extends Key ? never : K]: Message[K] }
    : never
  : never;

/**
 * Turns a union of messages, such as generated types, into a map of messages: `ByType<{ type: 'a'; n: number } | {
 * type: 'b' }>` is `{ a: { n: number }; b: {} }`.
 *
 * @example
 * type Message = { type: 'toast'; text: string } | { type: 'ping' };
 * const socket = gatewaySocket<ByType<Message>>({ url });
 *
 * @typeParam Union the messages; the type of each is a literal, or several literals
 * @typeParam Key the key that contains the type. Default `'type'`
 */
export type ByType<Union extends Discriminated<Key>, Key extends string = 'type'> =
  string extends NamesIn<Union, Key>
    ? { readonly [Problem in 'the type of each message must be a literal, and one is any string']: Problem }
    : { [Name in NamesIn<Union, Key>]: MembersOf<Union, Key, Name> };
