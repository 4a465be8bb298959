import { basename, dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { ROOT } from './page';

/** A piece of TypeScript out of a document. */
export interface Snippet {
  /** The document, from the root of the repository. */
  readonly path: string;
  /** The line of the document that its first line is on, from 1. */
  readonly line: number;
  readonly text: string;
  /** The preludes whose names it may use without importing them. */
  readonly preludes: readonly string[];
}

const PRELUDES = join(__dirname, 'preludes');

function options(): ts.CompilerOptions {
  const file = join(ROOT, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, (path) => ts.sys.readFile(path)) as { readonly config: unknown };
  return {
    ...ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, ROOT).options,
    // A reader's project may well have neither of them.
    isolatedModules: false,
    verbatimModuleSyntax: false,
  };
}

/**
 * What the TypeScript compiler finds wrong with each of some snippets, as lines that name the document and the line in it.
 * Each is a module of its own. One that begins with a comment that names a file (`// live.ts`) is that module to the
 * others of its document.
 */
export function problemsOf(snippets: readonly Snippet[]): ReadonlyMap<Snippet, readonly string[]> {
  const names = [...new Set(snippets.flatMap(({ preludes }) => preludes))];
  const settings = options();
  const first = ts.createProgram(names.map(preludeFile), settings);
  const exported = new Map(names.map((name) => [name, exportsOf(first, preludeFile(name))]));

  const modules = new Map(snippets.map((snippet) => [moduleFile(snippet), snippet]));
  const texts = new Map([...modules].map(([file, snippet]) => [file, `${given(snippet, exported)}\n${snippet.text}`]));
  const folders = new Set([...texts.keys()].flatMap((file) => [dirname(file), dirname(dirname(file))]));
  const host = ts.createCompilerHost(settings);
  const program = ts.createProgram({
    rootNames: [...texts.keys()],
    options: settings,
    oldProgram: first,
    host: {
      ...host,
      fileExists: (file) => texts.has(file) || host.fileExists(file),
      directoryExists: (folder) => folders.has(folder) || ts.sys.directoryExists(folder),
      readFile: (file) => texts.get(file) ?? host.readFile(file),
      getSourceFile: (file, languageVersion) => {
        const text = texts.get(file);
        if (text !== undefined) return ts.createSourceFile(file, text, languageVersion);
        return first.getSourceFile(file) ?? host.getSourceFile(file, languageVersion);
      },
    },
  });
  return new Map([...modules].map(([file, snippet]) => [snippet, problemsIn(program, file, snippet)]));
}

function preludeFile(name: string): string {
  const file = join(PRELUDES, `${name}.ts`);
  if (!ts.sys.fileExists(file)) throw new Error(`there is no prelude ${relative(ROOT, file)}`);
  return file;
}

/** Where no file is: beside the others of its document, so that they may import each other. */
function moduleFile({ path, line, text }: Snippet): string {
  const named = /^\/\/ (?:.*\/)?([\w.-]+)\.ts\n/.exec(text)?.[1];
  return join(ROOT, dirname(path), `${basename(path)}.blocks`, `${named ?? `line-${line}`}.ts`);
}

function exportsOf(program: ts.Program, file: string): ReadonlySet<string> {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const symbol = source && checker.getSymbolAtLocation(source);
  return new Set(symbol ? checker.getExportsOfModule(symbol).map(({ name }) => name) : []);
}

/** The first line of its module: what it may use of its preludes, and uses, and does not make itself. */
function given({ text, preludes }: Snippet, exported: ReadonlyMap<string, ReadonlySet<string>>): string {
  const source = ts.createSourceFile('snippet.ts', text, ts.ScriptTarget.Latest, true);
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const own = new Set(source.statements.flatMap(namesMadeBy));
  const imports = preludes.map((name) => {
    const free = [...(exported.get(name) ?? [])].filter((word) => used.has(word) && !own.has(word));
    // Two preludes may have the same name, and then of the same thing.
    for (const word of free) own.add(word);
    return free.length > 0
      ? `import { ${free.join(', ')} } from ${JSON.stringify(preludeFile(name).replace(/\.ts$/, ''))};`
      : '';
  });
  return `${imports.join('')}export {};`;
}

function namesMadeBy(statement: ts.Statement): readonly string[] {
  if (ts.isImportDeclaration(statement)) {
    const { name, namedBindings } = statement.importClause ?? {};
    const bound = !namedBindings ? [] : ts.isNamedImports(namedBindings) ? namedBindings.elements : [namedBindings];
    return [...(name ? [name.text] : []), ...bound.map((binding) => binding.name.text)];
  }
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => bindings(name));
  const { name } = statement as { readonly name?: ts.Node };
  return name && ts.isIdentifier(name) ? [name.text] : [];
}

function bindings(name: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? bindings(element.name) : []));
}

/** Of what is declared and not used only imports are told of: to declare is what many a block is for. */
const UNUSED = new Set([6133, 6192, 6196, 6198]);

function problemsIn(program: ts.Program, file: string, { path, line }: Snippet): readonly string[] {
  const source = program.getSourceFile(file);
  if (!source) throw new Error(`${file} was not compiled`);
  const preamble = source.text.indexOf('\n');
  // Its own, behind the first line.
  const imports = source.statements.filter(ts.isImportDeclaration).filter(({ end }) => end > preamble);
  const isImported = (at: number) => imports.some(({ pos, end }) => pos <= at && at < end);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    .filter(({ code, start = 0 }) => !UNUSED.has(code) || isImported(start))
    .map(({ start = 0, messageText }) => {
      const at = source.getLineAndCharacterOfPosition(start);
      // The first line of the module is not the document's.
      return `${path}:${line + at.line - 1}:${at.character + 1} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
}
