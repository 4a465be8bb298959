import type { TextlintRuleModule } from '@textlint/types';

export interface SentenceLengthOptions {
  /** The most words of a sentence. */
  readonly most?: number;
}

/** The most words that a reader takes in at once. */
export const MOST_WORDS = 25;

/** A sentence ends with its full stop, with its paragraph, and where a colon or a semicolon begins another one. */
const SENTENCE = /[^.!?;:]+(?:[.!?;:](?!\s|["')]|$)[^.!?;:]*)*/g;

/** Short sentences: `{ most: 25 }`. */
export const sentenceLength: TextlintRuleModule<SentenceLengthOptions> = (context, { most = MOST_WORDS } = {}) => ({
  [context.Syntax.Str](node) {
    for (const { 0: sentence, index } of node.value.matchAll(SENTENCE)) {
      const words = sentence.match(/[\p{L}\p{N}][^\s]*/gu) ?? [];
      if (words.length <= most) continue;
      const start = index + sentence.search(/\S/);
      context.report(
        node,
        new context.RuleError(
          `a sentence of ${words.length} words ("${words.slice(0, 4).join(' ')} …"): at most ${most}. Make two of it, or a list`,
          { padding: context.locator.range([start, index + sentence.length]) },
        ),
      );
    }
  },
});
