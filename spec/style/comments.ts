import * as ts from 'typescript';
import type { Line } from './prose';

/** The lines of each comment of a TypeScript file, without their marks. Line comments below each other are one. */
export function commentsIn(text: string): readonly (readonly Line[])[] {
  const file = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);
  const found = new Map<number, ts.CommentRange>();
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(file);
    children.forEach(visit);
    if (children.length > 0) return;
    const ranges = [ts.getLeadingCommentRanges(text, node.pos), ts.getTrailingCommentRanges(text, node.end)];
    for (const range of ranges.flatMap((some) => some ?? [])) found.set(range.pos, range);
  };
  visit(file);
  let before = 0;
  return [...found.values()]
    .sort((one, other) => one.pos - other.pos)
    .reduce<Line[][]>((comments, { pos, end, kind }) => {
      const comment = text.slice(pos, end);
      const isLine = kind === ts.SyntaxKind.SingleLineCommentTrivia;
      const continues = isLine && /^\n *$/.test(text.slice(before, pos));
      before = isLine ? end : 0;
      const last = continues ? comments.at(-1) : undefined;
      const lines = isLine ? [lineOf(comment, pos)] : blockOf(comment, pos);
      if (!last) return [...comments, [...lines]];
      last.push(...lines);
      return comments;
    }, []);
}

/** The reason of a directive is prose, and its list of rules is not. */
const LINE_MARK = /^\/\/ ?(?:(?:eslint-\S+|@ts-expect-error)(?:(?! -- ).)*(?: -- )?)?/;

function lineOf(comment: string, pos: number): Line {
  const [mark = ''] = LINE_MARK.exec(comment) ?? [];
  return { text: comment.slice(mark.length), offset: pos + mark.length };
}

/** Of `@example` only the fenced code is shown, and of a directive only its reason. */
function blockOf(comment: string, pos: number): readonly Line[] {
  let isExample = false;
  return [...comment.matchAll(/^.*$/gm)].flatMap(({ 0: line, index }) => {
    const offset = pos + index;
    const [mark = ''] =
      /^\s*(?:\/\*\*?|\*(?!\/))? ?(?:(?:eslint-\S+|@__PURE__)(?:(?! -- ).)*(?: -- )?)?/.exec(line) ?? [];
    const [tag = ''] = /^@\w+(?: \w+ -)?/.exec(line.slice(mark.length)) ?? [];
    if (tag !== '') isExample = tag.startsWith('@example');
    const shown = isExample ? '' : line.slice(mark.length).replace(/ ?\*\/$/, '');
    // A tag begins a new paragraph.
    const begin = tag === '' ? [] : [{ text: '', offset }];
    return [...begin, { text: shown.slice(tag.length), offset: offset + mark.length + tag.length }];
  });
}
