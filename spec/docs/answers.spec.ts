import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { filesIn, ROOT } from './page';
import { isIn, searchable } from './searchable';

/** What answers: the command line and the checks of options are no part of it. */
const STATIONS = ['backend', 'django-stand-in', 'http', 'routing', 'rules', 'websocket'];

/** The functions that are given the text of an answer or of a line in the terminal. */
const ANSWERING = /(?:^|\.)(?:answer|answered|badRequest|page|refused|reply|requestFrame|warn|#refuse)$/;
/** The errors whose text becomes an answer. */
const THROWN = new Set(['Refusal', 'TimedOut', 'PostError', 'RangeError']);
/** The properties that hold such a text, and the functions that return one. */
const PROPERTIES = new Set(['reason', 'message']);
const RETURNING = new Set(['refusalOf', 'consume', 'errorText']);

const HEADER = /^(?:text|application)\/|^[A-Z, ]+$/;

/** Whether a text is what a call, a property or a function answers with. */
function isAnswer(text: ts.Expression): boolean {
  const { parent } = text;
  if (ts.isCallExpression(parent)) {
    const [status] = parent.arguments;
    return ANSWERING.test(parent.expression.getText()) && status?.getText() !== '200';
  }
  if (ts.isNewExpression(parent)) return THROWN.has(parent.expression.getText());
  if (ts.isPropertyAssignment(parent)) return PROPERTIES.has(parent.name.getText());
  if (!ts.isReturnStatement(parent)) return false;
  const maker = ts.findAncestor(parent, (node): node is ts.MethodDeclaration | ts.FunctionDeclaration => {
    return ts.isMethodDeclaration(node) || ts.isFunctionDeclaration(node);
  });
  return RETURNING.has(maker?.name?.getText() ?? '');
}

/** A text as the page writes it: `…` stands for what differs. */
function written(text: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(text)) return text.text;
  if (!ts.isTemplateExpression(text)) return undefined;
  return [text.head.text, ...text.templateSpans.map(({ literal }) => literal.text)].join('…');
}

function answersIn(path: string): readonly (readonly [string, string])[] {
  const source = ts.createSourceFile(path, readFileSync(join(ROOT, path), 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isExpression(node) && isAnswer(node)) found.push(written(node) ?? '');
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found
    .map(searchable)
    .filter((text) => /[a-z]{2}/i.test(text) && !HEADER.test(text))
    .map((text) => [path.replace('lib/local-gateway/', ''), text]);
}

const answers = STATIONS.flatMap((station) => filesIn(`lib/local-gateway/${station}`, '.ts')).flatMap(answersIn);
const page = readFileSync(join(ROOT, 'docs/troubleshooting.md'), 'utf8');

describe('what the local gateway and the stand-in answer is in docs/troubleshooting.md', () => {
  it('is found in their sources', () => {
    expect(answers.length).toBeGreaterThan(50);
    expect(answers).toContainEqual(['django-stand-in/connect-checks.ts', 'Host is not in Origin']);
  });

  it.each(answers)('%s: %s', (_file, text) => {
    expect(isIn(page, text) ? text : 'not in the page').toBe(text);
  });
});
