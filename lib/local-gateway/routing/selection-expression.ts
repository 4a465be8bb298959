import { LocalGatewayOptionError, shown } from '../option-error';

/** Selects a route key from a message's parsed body; a missing value yields an empty string. */
export type SelectionExpression = (body: unknown) => string;

type Path = readonly (string | number)[];
type Part = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'path'; readonly path: Path };

const OPTION = 'routeSelectionExpression';
const EXAMPLES = 'expected something like $request.body.action or ${request.body.service}/${request.body.action}';
/** The steps of a path in JSONPath: `.name`, `['name']`, `[0]`, any number of them. */
const STEP = /^(?:\.([A-Za-z_][\w-]*)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\])/;
const BODY = /^\$(\{?)request\.body/;

/**
 * Reads a route selection expression: variables `$request.body.path` or `${request.body.path}`, static text between
 * them, and `\$` for a dollar sign (`\$default`). Throws a {@link LocalGatewayOptionError} for anything else.
 */
export function parseSelectionExpression(expression: string): SelectionExpression {
  const parts = partsOf(expression);
  return (body) => parts.map((part) => (part.kind === 'text' ? part.text : valueAt(body, part.path))).join('');
}

function partsOf(expression: string): readonly Part[] {
  if (expression === '') throw new LocalGatewayOptionError(OPTION, `it is empty; ${EXAMPLES}`);
  const parts: Part[] = [];
  let rest = expression;
  while (rest !== '') {
    if (rest.startsWith('\\$')) {
      parts.push({ kind: 'text', text: '$' });
      rest = rest.slice(2);
    } else if (rest.startsWith('$')) {
      const variable = variableAt(rest, expression);
      parts.push({ kind: 'path', path: variable.path });
      rest = rest.slice(variable.length);
    } else {
      const end = rest.search(/\\\$|\$/);
      parts.push({ kind: 'text', text: end === -1 ? rest : rest.slice(0, end) });
      rest = end === -1 ? '' : rest.slice(end);
    }
  }
  return parts;
}

function variableAt(text: string, expression: string): { readonly path: Path; readonly length: number } {
  const start = BODY.exec(text);
  const problem = (what: string): LocalGatewayOptionError =>
    new LocalGatewayOptionError(OPTION, `${shown(expression)} does not parse: ${what}; ${EXAMPLES}`);
  if (start === null) throw problem(`${shown(text)} is not $request.body and a path`);
  let length = start[0].length;
  const path: (string | number)[] = [];
  for (let step = STEP.exec(text.slice(length)); step !== null; step = STEP.exec(text.slice(length))) {
    const [whole, name, index, single, double] = step;
    path.push(index === undefined ? (name ?? single ?? double ?? '') : Number(index));
    length += whole.length;
  }
  if (start[1] === '') {
    if (path.length === 0) throw problem('$request.body needs a path, such as .action');
    return { path, length };
  }
  if (text[length] !== '}') throw problem('a "}" is missing');
  if (path.length === 0) throw problem('${request.body} needs a path, such as .action');
  return { path, length: length + 1 };
}

function valueAt(body: unknown, path: Path): string {
  let value = body;
  for (const step of path) {
    // Own properties only: a message must not reach `constructor` and similar names.
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return '';
    // `Object.hasOwn` has confirmed that the property exists.
    value = (value as Readonly<Record<string | number, unknown>>)[step];
  }
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : stringified(value);
}

/** Empty for a value that is nested too deep to be written: no route has such a key. */
function stringified(value: unknown): string {
  try {
    // The value is from a parsed body, so it has JSON.
    return JSON.stringify(value);
  } catch {
    return '';
  }
}
