import { join } from 'node:path';
import ts from 'typescript';

const FILE = join(__dirname, '__source.ts');

/** What an editor shows of a source that lies in this folder. */
export interface Editor {
  /** The errors that begin in a text, which is a part of the source. */
  readonly errorsIn: (text: string) => readonly string[];
  /** The tooltip at the first occurrence of a text. */
  readonly tooltip: (text: string) => string;
}

export function editorOf(source: string): Editor {
  const host: ts.LanguageServiceHost = {
    getScriptFileNames: () => [FILE],
    getScriptVersion: () => '1',
    getScriptSnapshot: (file) => {
      const text = file === FILE ? source : ts.sys.readFile(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => join(__dirname, '../..'),
    getCompilationSettings: () => ({
      strict: true,
      exactOptionalPropertyTypes: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      lib: ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts', 'lib.dom.d.ts'],
      types: [],
      skipLibCheck: true,
    }),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (file) => file === FILE || ts.sys.fileExists(file),
    readFile: (file) => (file === FILE ? source : ts.sys.readFile(file)),
  };
  const service = ts.createLanguageService(host);
  const diagnostics = service.getSemanticDiagnostics(FILE);
  return {
    errorsIn: (text) => {
      const from = source.indexOf(text);
      return diagnostics
        .filter(({ start = 0 }) => start >= from && start < from + text.length)
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
    },
    tooltip: (text) =>
      ts.displayPartsToString(service.getQuickInfoAtPosition(FILE, source.indexOf(text))?.displayParts),
  };
}
