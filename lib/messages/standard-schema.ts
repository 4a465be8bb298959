import { isObject, isRecord, must } from '../checks';
import type { Option } from '../option-table';
import { detail } from '../text';

/**
 * A Standard Schema, version 1 (https://standardschema.dev), as implemented by zod, valibot and arktype. Only the part
 * that is used here, so that no package must be installed for it.
 */
export interface StandardSchema<Output = unknown> {
  /** The members of the standard. */
  readonly '~standard': {
    /** The version of the standard. */
    readonly version: 1;
    /** The name of the library. */
    readonly vendor: string;
    /** Checks a value; returns a promise if the check is asynchronous. */
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    /** Never set: only its types are used. */
    readonly types?:
      | {
          /** The type of the values that it checks. */
          readonly input: unknown;
          /** The type of the values that it returns. */
          readonly output: Output;
        }
      | undefined;
  };
}

/** The output of a schema, or the issues that it found. */
export type SchemaResult<Output> =
  | {
      /** The output, which is delivered as the message. */
      readonly value: Output;
      /** Left out for a valid message. */
      readonly issues?: undefined;
    }
  | {
      /** The problems of the message. */
      readonly issues: readonly SchemaIssue[];
    };

/** One issue that a schema found, in the words of its library. */
export interface SchemaIssue {
  /** The problem. */
  readonly message: string;
  /** The path in the message, starting with the outermost key. */
  readonly path?:
    | readonly (
        | PropertyKey
        | {
            /** The key, if the library wraps it in an object. */
            readonly key: PropertyKey;
          }
      )[]
    | undefined;
}

/** A schema for each type of message. `In` is inferred from it: `{ toast: z.object({ … }) }` gives `{ toast: … }`. */
export type SchemasOf<In extends object> = { readonly [Name in keyof In]: StandardSchema<In[Name]> };

/** The option `schemas`. */
export const SCHEMAS = [undefined, [detail`an object with a schema for each type`, isObject]] as const satisfies Option<
  Readonly<Record<string, StandardSchema>>
>;

const STANDARD_SCHEMA = detail`a Standard Schema, version 1, as zod (from 3.24 on), valibot (1) and arktype (2) make`;

/** Throws a `ConfigError` that names the first type whose value is not a schema. */
export function checkSchemas(schemas: object | undefined): Readonly<Record<string, StandardSchema>> | undefined {
  if (schemas === undefined) return undefined;
  const checked = Object.entries(schemas).map(([name, schema]: [string, unknown]) => {
    must(isStandardSchema(schema), `schemas.${name}`, STANDARD_SCHEMA, schema);
    return [name, schema] as const;
  });
  return Object.fromEntries(checked);
}

/** A schema of zod or valibot is an object, one of arktype a function. */
function isStandardSchema(schema: unknown): schema is StandardSchema {
  if ((typeof schema !== 'object' && typeof schema !== 'function') || schema === null) return false;
  const standard: unknown = '~standard' in schema ? schema['~standard'] : undefined;
  return isRecord(standard) && standard.version === 1 && typeof standard.validate === 'function';
}
