import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../examples/django/launch/directories';
import { isIn, searchable } from '../docs/searchable';
import { venv } from './support/made-once';

const script = join(root, 'spec/django/python/answers.py');
// A list of texts, which the script prints.
const answers = JSON.parse(execFileSync(join(venv, 'bin/python'), [script], { encoding: 'utf8' })) as readonly string[];
const page = readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8');

describe('what the Django package answers, raises and reports is in docs/troubleshooting.md', () => {
  it('is found in its source', () => {
    expect(answers.length).toBeGreaterThan(25);
    expect(answers).toContain('Missing … headers');
  });

  it.each(answers.map(searchable))('%s', (text) => {
    expect(isIn(page, text) ? text : 'not in the page').toBe(text);
  });
});
