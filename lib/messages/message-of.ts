/**
 * An interface of the application that maps each message type to the members of such a message: `{ toast: { text:
 * string } }`.
 */
export type MessageMap = object;

/** The names in a message map. */
export type NameOf<Messages extends MessageMap> = keyof Messages & string;

/** Any JSON object with any name: the messages of a socket without a map. */
export type AnyMessages = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * A message of the map, or the union of several, discriminated on its type key:
 * `MessageOf<Inbound, 'toast'>` is `{ readonly type: 'toast' } & Inbound['toast']`.
 */
export type MessageOf<In extends MessageMap, Name extends NameOf<In> = NameOf<In>, TypeKey extends string = 'type'> = {
  [N in Name]: { readonly [K in TypeKey]: N } & In[N];
}[Name];
