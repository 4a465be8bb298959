import { isRecord } from '../checks';
import { numbered } from '../text';
import { invalid, type Decoded, type DecodedMessage, type InboundMessage } from './decode';
import { isPromise } from './in-order';
import { boundedIssues, issueOfThrown } from './issues';
import type { SchemaResult, StandardSchema } from './standard-schema';

/** Checks a message. Returns a promise if its schema is asynchronous. The promise never rejects. */
export type SchemaCheck = (message: DecodedMessage, raw: string) => Decoded | Promise<Decoded>;

/**
 * Checks messages with the schema of their type. The output of the schema, including transforms, replaces the message.
 * A message whose type has no schema is a fault.
 *
 * @param typeKeys the keys that may contain the type. Most libraries remove keys that a schema does not name, so a
 * missing type is added again
 */
export function schemaCheck(
  schemas: Readonly<Record<string, StandardSchema>>,
  typeKeys: readonly string[],
): SchemaCheck {
  // A Map, because `constructor` is a valid type name, which a plain object inherits.
  const byName = new Map(Object.entries(schemas));

  return ({ name, message }, raw) => {
    const schema = byName.get(name);
    if (!schema) return failed(raw, [{ message: numbered`there is no schema for the type '${name}'` }]);

    const outcome = (result: SchemaResult<unknown>): Decoded =>
      result.issues
        ? failed(raw, result.issues)
        : { type: 'message', name, message: withType(result.value, message, name, typeKeys) };
    const threw = (thrown: unknown): Decoded => ({ ...invalid('schema', raw), issues: issueOfThrown(thrown) });

    try {
      const result = schema['~standard'].validate(message);
      return isPromise(result) ? result.then(outcome).catch(threw) : outcome(result);
    } catch (thrown) {
      return threw(thrown);
    }
  };
}

function failed(raw: string, issues: Parameters<typeof boundedIssues>[0]): Decoded {
  return { ...invalid('schema', raw), issues: boundedIssues(issues) };
}

/** Adds the type again to an object that a schema created, because the union of messages is discriminated on it. */
function withType(value: unknown, message: InboundMessage, name: string, typeKeys: readonly string[]): InboundMessage {
  const key = typeKeys.find((candidate) => message[candidate] === name);
  if (key !== undefined && isPlainObject(value) && !Object.hasOwn(value, key)) return { ...value, [key]: name };
  // Any other output of a transform is delivered as it is.
  return value as InboundMessage;
}

function isPlainObject(value: unknown): value is InboundMessage {
  if (!isRecord(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
