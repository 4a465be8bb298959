/** What a union of messages must be for {@link ByType}: objects with the key. It may be optional, as in generated types. */
export type Discriminated<Key extends string> = { readonly [K in Key]?: string | undefined };

type NamesIn<Message, Key extends string> = Message extends { readonly [K in Key]?: infer Names }
  ? Exclude<Names, undefined> & string
  : never;

/** The members of a message without its key, and with the modifiers and the index signatures that they have. */
type MembersOf<Message, Key extends string, Name extends string> = Message extends {
  readonly [K in Key]?: infer Names;
}
  ? Name extends Names
    ? { [K in keyof Message as K extends Key ? never : K]: Message[K] }
    : never
  : never;

/**
 * Makes a map of messages of a union of messages, as generated types are: `ByType<{ type: 'a'; n: number } | { type: 'b' }>`
 * is `{ a: { n: number }; b: {} }`.
 *
 * @example
 * type Message = { type: 'toast'; text: string } | { type: 'ping' };
 * const socket = gatewaySocket<ByType<Message>>({ url });
 *
 * @typeParam Union the messages; each has a literal, or several, as its type
 * @typeParam Key the key that holds the type. Default `'type'`
 */
export type ByType<Union extends Discriminated<Key>, Key extends string = 'type'> =
  string extends NamesIn<Union, Key>
    ? { readonly [Problem in 'the type of each message must be a literal, and one is any string']: Problem }
    : { [Name in NamesIn<Union, Key>]: MembersOf<Union, Key, Name> };
