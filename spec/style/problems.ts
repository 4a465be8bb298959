import { TextlintKernel } from '@textlint/kernel';
import { plainWords } from './plain-words';
import { prosePlugin } from './plugin';
import { sentenceLength } from './sentence-length';

const kernel = new TextlintKernel();

/** What is wrong with the words of a text, as lines that begin with its place. */
export async function problemsOf(path: string, text: string): Promise<readonly string[]> {
  const { messages } = await kernel.lintText(text, {
    ext: path.slice(path.lastIndexOf('.')),
    filePath: path,
    plugins: [{ pluginId: 'prose', plugin: prosePlugin }],
    rules: [
      { ruleId: 'sentence-length', rule: sentenceLength },
      { ruleId: 'plain-words', rule: plainWords },
    ],
  });
  return messages.map(
    ({ loc: { start }, message, ruleId }) => `${path}:${start.line}:${start.column} ${message} (${ruleId})`,
  );
}
