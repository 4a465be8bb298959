import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { CAUGHT_UP } from '../../lib/composing/caught-up-options';
import { isTable, REQUIRED, type AnyTable, type Rule } from '../../lib/option-table';
import { OPTIONS } from '../../lib/settings';
import { TABS } from '../../lib/tabs/across-tabs';
import { DJANGO_TOKEN } from '../../lib/token/django-token';
import { ROOT } from './page';

/** One option, as it is declared: its row in a table, and the doc comment of its type. */
export interface Declared {
  /** With the name of the option that it is in: `backoff.initial`. */
  readonly name: string;
  readonly byDefault: unknown;
  /** What it must be. */
  readonly rules: readonly Exclude<Rule, false>[];
  /** The doc comment. */
  readonly comment: string;
}

/** The table of an object of options. */
export interface Declarations {
  /** The option that the object is; empty for the options of `gatewaySocket()`. */
  readonly name: string;
  readonly options: readonly Declared[];
}

/** The interfaces that declare the types of the options, with the file of each. */
const INTERFACES: Readonly<Record<string, readonly (readonly [file: string, name: string])[]>> = {
  '': [
    ['config', 'GatewaySocketConfig'],
    ['config', 'MessageConfig'],
  ],
  backoff: [['connection/retry-backoff', 'BackoffOptions']],
  limits: [
    ['connection/connection-config', 'Limits'],
    ['connection/rotation-due', 'TimeLimits'],
  ],
  rotation: [
    ['connection/connection-config', 'RotationConfig'],
    ['connection/rotation-due', 'Lead'],
  ],
  keepAlive: [['connection/connection-config', 'KeepAliveConfig']],
  outbox: [['sending/outbox-options', 'OutboxOptions']],
  caughtUp: [['composing/caught-up-options', 'CaughtUpOptions']],
  djangoToken: [['token/django-token', 'DjangoTokenOptions']],
  tabs: [['tabs/across-tabs', 'TabsConfig']],
};

/** The doc comments of the members of an interface. */
function commentsOf(file: string, name: string): readonly (readonly [member: string, comment: string])[] {
  const path = join(ROOT, `lib/${file}.ts`);
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true);
  const declared = source.statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === name,
  );
  if (!declared || !ts.isInterfaceDeclaration(declared)) throw new Error(`${path} has no interface ${name}.`);
  return declared.members.map((member) => {
    const [doc] = ts.getJSDocCommentsAndTags(member);
    const comment = doc && ts.isJSDoc(doc) ? ts.getTextOfJSDocComment(doc.comment) : undefined;
    return [member.name?.getText(source) ?? '', comment ?? ''];
  });
}

/** The declarations of a table, and of the tables in it. */
function declarationsIn(table: AnyTable, name = ''): readonly Declarations[] {
  const comments = new Map((INTERFACES[name] ?? []).flatMap(([file, type]) => commentsOf(file, type)));
  const options = Object.entries(table).map(([option, [byDefault, ...rules]]): Declared => {
    const checked = rules.filter((rule): rule is Exclude<Rule, false> => rule !== false && !isTable(rule));
    const full = name === '' ? option : `${name}.${option}`;
    return { name: full, byDefault, rules: checked, comment: comments.get(option) ?? '' };
  });
  const nested = Object.entries(table).flatMap(([option, [, ...rules]]) =>
    rules.filter(isTable).flatMap((inner) => declarationsIn(inner, option)),
  );
  return [{ name, options }, ...nested];
}

/** Every option that is declared in a table. */
export const declarations: readonly Declarations[] = [
  ...declarationsIn(OPTIONS),
  ...declarationsIn({ djangoToken: DJANGO_TOKEN, caughtUp: CAUGHT_UP, tabs: TABS }).slice(1),
];

/** A default as it is written in a page: `10,000`, `'text'`; `undefined` for what has no short text. */
export function shownDefault(byDefault: unknown): string | undefined {
  if (typeof byDefault === 'number') return byDefault === Infinity ? '`Infinity`' : byDefault.toLocaleString('en');
  if (typeof byDefault === 'string') return `\`'${byDefault}'\``;
  return typeof byDefault === 'boolean' || byDefault instanceof RegExp ? `\`${String(byDefault)}\`` : undefined;
}

/** What an option must be where no rule of its table says it: these are checked together with others. */
const CHECKED_TOGETHER: Readonly<Record<string, string>> = {
  url: 'a `wss://` address, or a function that returns one',
  token: 'an Observable, or a function that returns one',
  channel: 'a name that `channelPattern` matches',
  outbound: '`types<Outbound>()`',
  'tabs.as': 'a non-empty string, or a function that returns one',
};

/** The defaults that are objects or functions, in words. */
const DEFAULTS: Readonly<Record<string, string>> = {
  url: 'required',
  query: '`{}`',
  typeKey: "`'type'`, else `'action'`",
  backoff: '[its options](#backoff)',
  isFatal: '`byDefault`',
  limits: '[`apiGatewayLimits`](#limits)',
  rotation: '[its options](#rotation)',
  environment: '`browserEnvironment()`',
  outbox: '[its options](#outbox)',
  WebSocketCtor: 'the global one',
  'keepAlive.params': '`{}`',
  'keepAlive.timeout': '10,000, or `every` if that is shorter',
  'djangoToken.csrf': 'the `csrftoken` cookie',
  'caughtUp.onGap': 'a warning on the console',
};

/** The Markdown table of an object of options. */
export function markdownOf({ name, options }: Declarations): string {
  const rows = options.map((option) => {
    const short = name === '' ? option.name : option.name.slice(name.length + 1);
    return `| ${[`\`${short}\``, rangeOf(option), defaultOf(option), meaningOf(option)].join(' | ')} |`;
  });
  return ['| option | must be | default | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function rangeOf({ name, rules }: Declared): string {
  const words = rules.map(([be]) => be.replace(/\d{4,}/g, (digits) => Number(digits).toLocaleString('en')));
  return (CHECKED_TOGETHER[name] ?? words.join(', and ')).replaceAll('|', '\\|');
}

function defaultOf({ name, byDefault }: Declared): string {
  if (byDefault === REQUIRED) return 'required';
  return DEFAULTS[name] ?? shownDefault(byDefault) ?? 'none';
}

/** The doc comment on one line, without its default, which has a column of its own. */
function meaningOf({ comment }: Declared): string {
  return comment
    .replace(/\{@link (\w+)\}/g, '`$1`')
    .replace(/\n\n?- /g, '<br>- ')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/ Default:? (?:`[^`]*`|[^.`]|\.(?! |$))*(?:\.|$)/g, '')
    .replaceAll('|', '\\|')
    .trim();
}
