import { isObject, isRecord, must } from '../checks';

/**
 * A Standard Schema, version 1 (https://standardschema.dev): what a schema of zod, valibot or arktype is, whatever else
 * it is. Only the part that is used here, so that nothing has to be installed for it.
 */
export interface StandardSchema<Output = unknown> {
  /** What every such schema has under this name. */
  readonly '~standard': {
    /** Of the standard. */
    readonly version: 1;
    /** The library that it is of. */
    readonly vendor: string;
    /** Checks a value, at once or later. */
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    /** Never there: only its types are read. */
    readonly types?:
      | {
          /** What it takes. */
          readonly input: unknown;
          /** What it makes of it. */
          readonly output: Output;
        }
      | undefined;
  };
}

/** The value that a schema made of what it was given, or what it found wrong with it. */
export type SchemaResult<Output> =
  | {
      /** What it made of the message, and what is delivered. */
      readonly value: Output;
      /** None. */
      readonly issues?: undefined;
    }
  | {
      /** What is wrong. */
      readonly issues: readonly SchemaIssue[];
    };

/** One thing that a schema found wrong, in the words of its library. */
export interface SchemaIssue {
  /** What is wrong. */
  readonly message: string;
  /** Where in the message, from the outside in. */
  readonly path?:
    | readonly (
        | PropertyKey
        | {
            /** The key, where a library wraps it. */
            readonly key: PropertyKey;
          }
      )[]
    | undefined;
}

/** A schema for each type of message: `{ toast: z.object({ … }) }` makes of `In` a `{ toast: … }`. */
export type SchemasOf<In extends object> = { readonly [Name in keyof In]: StandardSchema<In[Name]> };

const STANDARD_SCHEMA = 'a Standard Schema, version 1, as zod (from 3.24 on), valibot (1) and arktype (2) make';

/** Throws a `ConfigError` that names the type whose schema is none. */
export function checkSchemas(schemas: unknown): Readonly<Record<string, StandardSchema>> | undefined {
  if (schemas === undefined) return undefined;
  must(isObject(schemas), 'schemas', 'an object with a schema for each type', schemas);
  const checked = Object.entries(schemas).map(([name, schema]) => {
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
