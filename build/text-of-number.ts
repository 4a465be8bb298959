import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the number of a text is looked up: on the project's own site, once it has one. */
function address(root: string): string {
  const { homepage } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly homepage?: string };
  return homepage === undefined ? 'docs/errors.md' : `${homepage.replace(/\/?(#.*)?$/, '')}/errors`;
}

/** lib/text.ts of the production build, where a text is made of its number alone. Nothing uses the other mark there. */
export function textOfNumber(root: string): string {
  const made = `\`rx-gateway-socket error \${number}, see ${address(root)}#\${number}\``;
  return `export const numbered = (number) => ${made};\nexport const detail = undefined;\n`;
}
