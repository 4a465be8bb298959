import { isObject, must, ownOf } from './checks';

/** The requirement on a value in words, and its check. `false`: not checked in this build. */
export type Rule = readonly [be: string, holds: (value: unknown) => boolean] | false;

/** The default of a required option. No rule accepts it. */
export const REQUIRED = null;

/** An option: its default, the rules for its value in order, and the table of its own options, if there are any. */
export type Option<Value> = readonly [
  byDefault: Value | typeof REQUIRED | undefined,
  ...rules: readonly (Rule | AnyTable)[],
];

/** A table of any options. */
export interface AnyTable {
  readonly [name: string]: Option<unknown>;
}

/** Every option by its name. The compiler refuses a missing name, and one that does not exist. */
export type OptionTable<Options> = { readonly [Name in keyof Options]-?: Option<Options[Name]> };

/** Options with the defaults filled in. */
export type Resolved<Options, Table> = {
  readonly [Name in keyof Options & keyof Table]-?: Filled<Options[Name], Table[Name]>;
};

export type Filled<Value, Declared> = Declared extends readonly [...unknown[], infer Table extends AnyTable]
  ? Resolved<Exclude<Value, false | undefined>, Table> | Extract<Value, false>
  : Declared extends readonly [undefined, ...unknown[]]
    ? Value
    : Exclude<Value, undefined>;

/**
 * Fills in the default of an option and checks its value. Throws a `ConfigError` that names the option. Only own
 * properties of an object count, because a script of the page may have changed `Object.prototype`.
 *
 * @param name in errors
 */
export const resolveOption = filledIn as <Value, Declared extends Option<Value>>(
  name: string,
  option: Declared,
  given: Value,
  // The given value has the type that its option declares, and so has the default.
) => Filled<Value, Declared>;

/**
 * {@link resolveOption} for each option of an object.
 *
 * @param prefix of the names in errors: `'backoff.'`
 */
export const resolveOptions = allFilledIn as <Options extends object, Table extends OptionTable<Options>>(
  table: Table,
  given: Options,
  prefix?: string,
  // For the same reason.
) => Resolved<Options, Table>;

/** Every default of a table in which no option is required. */
export const defaultsOf = allFilledIn as <Table extends AnyTable>(
  table: Table,
  // No value is given, so each value is the default.
) => { readonly [Name in keyof Table]: Table[Name][0] };

function filledIn(name: string, [byDefault, ...rules]: Option<unknown>, given: unknown): unknown {
  let value = given === undefined ? byDefault : given;
  for (const rule of rules) {
    if (!rule || value === undefined) continue;
    if (!isTable(rule)) must(rule[1](value), name, rule[0], given);
    // A default is complete.
    else if (isObject(given)) value = allFilledIn(rule, given, `${name}.`);
  }
  return value;
}

function allFilledIn(table: AnyTable, given: object = {}, prefix = ''): object {
  // A copy of the table, whose values are replaced: an object that grows name by name takes five times the memory.
  const values: Record<string, unknown> = { ...table };
  for (const [name, option] of Object.entries(table))
    values[name] = filledIn(prefix + name, option, ownOf(given, name));
  return values;
}

/** Whether this is the table of further options, and not a rule. */
export function isTable(rule: Rule | AnyTable): rule is AnyTable {
  return isObject(rule);
}
