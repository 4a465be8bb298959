import type { TxtDocumentNode, TxtParagraphNode, TxtStrNode } from '@textlint/ast-node-types';
import type { TextlintPluginCreator, TextlintPluginProcessor } from '@textlint/types';
import { commentsIn } from './comments';
import { proseOf, type Line, type Prose } from './prose';

/** The prose of a Markdown page, and of the comments of a TypeScript file, for textlint. */
class ProseProcessor implements TextlintPluginProcessor {
  availableExtensions(): string[] {
    return ['.md', '.ts'];
  }

  processor(extension: string): ReturnType<TextlintPluginProcessor['processor']> {
    return {
      preProcess: (text) =>
        documentOf(text, extension === '.ts' ? commentsIn(text).flatMap(proseOf) : proseOf(linesOf(text))),
      postProcess: (messages, filePath = '') => ({ messages, filePath }),
    };
  }
}

export const prosePlugin: TextlintPluginCreator = { Processor: ProseProcessor };

function linesOf(text: string): readonly Line[] {
  return [...text.matchAll(/^.*$/gm)].map(({ 0: line, index }) => ({ text: line, offset: index }));
}

function documentOf(text: string, prose: readonly Prose[]): TxtDocumentNode {
  const starts = linesOf(text).map(({ offset }) => offset);
  const at = (offset: number) => {
    const line = starts.filter((start) => start <= offset).length;
    return { line, column: offset - (starts[line - 1] ?? 0) };
  };
  const place = (start: number, end: number) => ({
    raw: text.slice(start, end),
    range: [start, end] as const,
    loc: { start: at(start), end: at(end) },
  });
  const children = prose.map(({ start, text: value }): TxtParagraphNode => {
    const where = place(start, start + value.length);
    const word: TxtStrNode = { type: 'Str', value, ...where };
    return { type: 'Paragraph', children: [word], ...where };
  });
  return { type: 'Document', children, ...place(0, text.length) };
}
