import type { TextlintRuleModule } from '@textlint/types';
import { WORDS, type Word } from './words';

export interface PlainWordsOptions {
  readonly words?: readonly Word[];
}

/** The words of the list in words.ts, each with what to write instead. */
export const plainWords: TextlintRuleModule<PlainWordsOptions> = (context, { words = WORDS } = {}) => ({
  [context.Syntax.Str](node) {
    for (const { pattern, instead } of words) {
      for (const { 0: found, index } of node.value.matchAll(pattern)) {
        const shown = found.trim().replace(/\s+/g, ' ');
        const message = `"${shown.length > 40 ? `${shown.slice(0, 40)}…` : shown}": ${instead}`;
        const padding = context.locator.range([index, index + found.length]);
        context.report(node, new context.RuleError(message, { padding }));
      }
    }
  },
});
