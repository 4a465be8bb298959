import { isObject } from './checks';
import { didYouMean } from './log-nearest';
import { isTable, type AnyTable } from './option-table';
import { show } from './show';
import { detail, numbered } from './text';

/** A text for each option that no table has. */
export function unknownOptions(table: AnyTable, given: object, prefix = ''): readonly string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const option = Object.hasOwn(table, name) ? table[name] : undefined;
    if (!option)
      return `${numbered`there is no option`} ${show(prefix + name)}${detail`.${didYouMean(name, Object.keys(table), prefix)}`}`;
    const [, ...rules] = option;
    const nested = rules.find(isTable);
    return nested && isObject(value) ? unknownOptions(nested, value, `${prefix}${name}.`) : [];
  });
}
