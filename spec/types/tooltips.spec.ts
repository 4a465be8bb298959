import { join } from 'node:path';
import ts from 'typescript';

const FILE = join(__dirname, '__tooltips.ts');

const SOURCE = `
import { gatewaySocket, ofType } from '../../lib';
interface Inbound { toast: { message: string }; chat_message: { username: string } }
interface Outbound { chat_message: { message: string }; fetch_history: {} }
const socket = gatewaySocket<Inbound, Outbound>({ url: 'wss://ws.example.com' });
const toasts$ = socket.on('toast');
const all$ = socket.messages$;
const narrowed$ = socket.messages$.pipe(ofType('toast'));
const reply$ = socket.request('fetch_history', {}, { reply: 'chat_message' });
socket.send('chat_message', { message: 'x' });
`;

/** What an editor shows at the first occurrence of a name. */
function tooltips(): (name: string) => string {
  const host: ts.LanguageServiceHost = {
    getScriptFileNames: () => [FILE],
    getScriptVersion: () => '1',
    getScriptSnapshot: (file) => {
      const text = file === FILE ? SOURCE : ts.sys.readFile(file);
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
    readFile: (file) => (file === FILE ? SOURCE : ts.sys.readFile(file)),
  };
  const service = ts.createLanguageService(host);
  const errors = service
    .getSemanticDiagnostics(FILE)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  expect(errors).toEqual([]);
  return (name) => ts.displayPartsToString(service.getQuickInfoAtPosition(FILE, SOURCE.indexOf(name))?.displayParts);
}

describe('what an editor shows', () => {
  const shown = tooltips();

  it.each(['toasts$', 'all$', 'narrowed$', 'reply$', 'send(', 'on(', 'request('])(
    'at %s is no unresolved conditional type',
    (name) => {
      const text = shown(name);
      expect(text).not.toMatch(/ extends [^,>]+ \? |\binfer\b|SendArgs<|RequestArgs<|Narrowed</);
      expect(text.length).toBeGreaterThan(10);
    },
  );

  it('says of a stream what it emits', () => {
    expect(shown('toasts$')).toContain('Observable<');
    expect(shown('toasts$')).toContain('toast');
  });
});
