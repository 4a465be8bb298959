import { writeFile } from 'node:fs/promises';
import { json } from 'node:stream/consumers';
import process from 'node:process';
import { compile } from 'json-schema-to-typescript';

const schema = await json(process.stdin);
const checks = Object.entries(schema.discriminator.mapping).map(
  ([type, $ref]) => `  ${JSON.stringify(type)}: fromJSONSchema({ $ref: ${JSON.stringify($ref)}, $defs }),`,
);
const $defs = JSON.stringify(schema.$defs, undefined, 2);
const types = await compile(schema, 'Message', { additionalProperties: false });

await writeFile(
  'messages.ts',
  `${types}
import { fromJSONSchema, type core } from 'zod';
import type { ByType, SchemasOf } from 'rx-gateway-socket';

export type Inbound = ByType<Message>;

const $defs: Record<string, core.JSONSchema.JSONSchema> = ${$defs};

// The types and the checks are made of the same schema.
export const schemas = {
${checks.join('\n')}
} as unknown as SchemasOf<Inbound>;
`,
);
