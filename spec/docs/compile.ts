import { basename, dirname, join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './page';

/** A piece of TypeScript in a document. */
export interface Piece {
  /** The line of the document that its first line is on, from 1. */
  readonly line: number;
  readonly text: string;
}

/** A file that a reader makes of a document, by pasting pieces of it one after the other. */
export interface PastedFile {
  /** The document, from the root of the repository. */
  readonly path: string;
  /** Without `.ts`. The files of a document import each other by it. */
  readonly name: string;
  readonly pieces: readonly Piece[];
  /** Whether it may use what prelude.ts exports without importing it, as an example in a doc comment may. */
  readonly withPrelude: boolean;
}

const PRELUDE = join(__dirname, 'prelude');

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

/** What the TypeScript compiler reports about each of some files, as lines that name the document and the line in it. */
export function problemsOf(files: readonly PastedFile[]): ReadonlyMap<PastedFile, readonly string[]> {
  const settings = options();
  const first = ts.createProgram([`${PRELUDE}.ts`], settings);
  const exported = exportsOf(first, `${PRELUDE}.ts`);

  const modules = new Map(files.map((file) => [moduleFile(file), file]));
  const texts = new Map([...modules].map(([path, file]) => [path, `${textOf(file)}\n${given(file, exported)}`]));
  const folders = new Set([...texts.keys()].flatMap((path) => [dirname(path), dirname(dirname(path))]));
  const host = ts.createCompilerHost(settings);
  const program = ts.createProgram({
    rootNames: [...texts.keys()],
    options: settings,
    oldProgram: first,
    host: {
      ...host,
      fileExists: (path) => texts.has(path) || host.fileExists(path),
      directoryExists: (folder) => folders.has(folder) || ts.sys.directoryExists(folder),
      readFile: (path) => texts.get(path) ?? host.readFile(path),
      getSourceFile: (path, languageVersion) => {
        const text = texts.get(path);
        if (text !== undefined) return ts.createSourceFile(path, text, languageVersion);
        return first.getSourceFile(path) ?? host.getSourceFile(path, languageVersion);
      },
    },
  });
  return new Map([...modules].map(([path, file]) => [file, problemsIn(program, path, file)]));
}

/** Where no file is: beside the others of its document, so that they may import each other. */
function moduleFile({ path, name }: PastedFile): string {
  return join(ROOT, dirname(path), `${basename(path)}.blocks`, `${name}.ts`);
}

/** Its pieces, each on the lines that it has in the document. */
function textOf({ pieces }: PastedFile): string {
  let text = '';
  let lines = 1;
  for (const piece of pieces) {
    text += '\n'.repeat(piece.line - lines) + piece.text;
    lines = piece.line + piece.text.split('\n').length - 1;
  }
  return text;
}

function exportsOf(program: ts.Program, file: string): ReadonlySet<string> {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const symbol = source && checker.getSymbolAtLocation(source);
  return new Set(symbol ? checker.getExportsOfModule(symbol).map(({ name }) => name) : []);
}

/** The last line of its module: an import of what it uses of the prelude and does not declare itself. */
function given(file: PastedFile, exported: ReadonlySet<string>): string {
  if (!file.withPrelude) return 'export {};';
  const source = ts.createSourceFile('pasted.ts', textOf(file), ts.ScriptTarget.Latest, true);
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const own = new Set(source.statements.flatMap(namesDeclaredBy));
  const free = [...exported].filter((word) => used.has(word) && !own.has(word));
  return `export {}; import { ${free.join(', ')} } from ${JSON.stringify(PRELUDE)};`;
}

function namesDeclaredBy(statement: ts.Statement): readonly string[] {
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

/** Of what is declared and not used only imports are reported: many a block is there to declare. */
const UNUSED = new Set([6133, 6192, 6196, 6198]);

function problemsIn(program: ts.Program, module: string, { path }: PastedFile): readonly string[] {
  const source = program.getSourceFile(module);
  if (!source) throw new Error(`${module} was not compiled`);
  const lastLine = source.text.lastIndexOf('\n');
  const imports = source.statements.filter(ts.isImportDeclaration).filter(({ end }) => end <= lastLine);
  const isImported = (at: number) => imports.some(({ pos, end }) => pos <= at && at < end);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    .filter(({ code, start = 0 }) => !UNUSED.has(code) || isImported(start))
    .map(({ start = 0, messageText }) => {
      const { line, character } = source.getLineAndCharacterOfPosition(start);
      return `${path}:${line + 1}:${character + 1} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
}
