import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { withNumbers } from '../../build/marked-texts';
import { filesIn, ROOT } from '../docs/page';

/** What has no production build, and describe(), whose own lines stay in words. */
const IN_WORDS = /^lib\/(local-gateway|testing|standalone)\/|^lib\/describe\.ts$/;

/** Three words in a row. The names of commands and inputs have two at most. */
const SENTENCE = /[a-z]+,? [a-z]+,? [a-z(']/i;

/** Whether a text of the code is one of the types alone. */
const isType = (node: ts.Node): boolean => ts.isLiteralTypeNode(node.parent) || ts.isTypeNode(node);

/** The sentences of a source as the production build has it. */
function sentencesIn(file: string): readonly string[] {
  const source = ts.createSourceFile(
    file,
    withNumbers(readFileSync(join(ROOT, file), 'utf8'), () => 1),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (isText && SENTENCE.test(node.text) && !isType(node)) found.push(`${file}: ${node.text}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

it('the production build has no sentence that numbered`` or detail`` should mark', () => {
  const files = filesIn('lib', '.ts').filter((file) => !IN_WORDS.test(file));
  expect(files.flatMap(sentencesIn)).toEqual([]);
});
