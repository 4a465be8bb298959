import ts from 'typescript';

/** A template of the sources that is marked by a tag of lib/text.ts. */
export interface MarkedText {
  readonly tag: 'numbered' | 'detail';
  /** Where it begins and ends in the source, the tag included. */
  readonly start: number;
  readonly end: number;
  /** Where the template begins, behind the tag. */
  readonly template: number;
  /** What it is listed by: the text, with a `…` for each value that is put into it. */
  readonly words: string;
  /** Whether it is part of another one. */
  readonly nested: boolean;
}

/** The marked texts of a source, in their order. */
export function markedTexts(code: string): readonly MarkedText[] {
  const source = ts.createSourceFile('source.ts', code, ts.ScriptTarget.Latest);
  const found: MarkedText[] = [];
  const visit = (node: ts.Node, nested: boolean): void => {
    const marked = markedText(node, source, nested);
    if (marked) found.push(marked);
    ts.forEachChild(node, (child) => visit(child, nested || marked !== undefined));
  };
  visit(source, false);
  return found;
}

function markedText(node: ts.Node, source: ts.SourceFile, nested: boolean): MarkedText | undefined {
  if (!ts.isTaggedTemplateExpression(node) || !ts.isIdentifier(node.tag)) return undefined;
  const { template } = node;
  const tag = node.tag.text;
  if (tag !== 'numbered' && tag !== 'detail') return undefined;
  const words = ts.isNoSubstitutionTemplateLiteral(template)
    ? template.text
    : [template.head.text, ...template.templateSpans.map(({ literal }) => literal.text)].join('…');
  return { tag, start: node.getStart(source), end: node.getEnd(), template: template.getStart(source), words, nested };
}

/** The source with words: each tag is taken away, so that a plain template is left. */
export function withWords(code: string): string {
  return replaced(code, markedTexts(code), ({ start, template }) => [start, template, '']);
}

/** The source for production, where each text is the call that gives its number. */
export function withNumbers(code: string, numberOf: (words: string) => number): string {
  const outer = markedTexts(code).filter(({ nested }) => !nested);
  return replaced(code, outer, ({ tag, start, end, words }) => [
    start,
    end,
    // As many lines as before: the rest of the file stays where it is.
    (tag === 'numbered' ? `/* @__PURE__ */ numbered(${numberOf(words)})` : "''") +
      '\n'.repeat(code.slice(start, end).split('\n').length - 1),
  ]);
}

type Change = readonly [start: number, end: number, by: string];

function replaced(code: string, texts: readonly MarkedText[], change: (marked: MarkedText) => Change): string {
  let from = 0;
  const kept: string[] = [];
  for (const [start, end, by] of texts.map(change)) {
    kept.push(code.slice(from, start), by);
    from = end;
  }
  return kept.join('') + code.slice(from);
}
