import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { commandRules } from '#check/rules/index.ts';
import { formatProblem } from '#schema/problem.ts';
import { root, smallHandbook } from '../helpers.ts';

// Inside the project, so that the schemas of components find their packages.
mkdirSync(join(root, '.sites'), { recursive: true });
const folder = mkdtempSync(join(root, '.sites/checked-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('an organisation that uses all that it may have meets no problem and no hint in what is its own', () => {
  cpSync(smallHandbook, folder, { recursive: true });
  cpSync(join(root, 'tests/fixtures/organisation'), folder, { recursive: true });
  appendFileSync(join(folder, 'content/playbook.yaml'), 'audience: public\n');
  writeFileSync(join(folder, 'org/theme/condensed.ttf'), 'true and the rest of a font');
  for (const edition of ['public', 'internal', 'leads']) {
    const { problems, hints } = readHandbook(folder, { today: '2026-06-30', rules: commandRules, edition });
    const own = hints.filter(({ file }) => file.startsWith('org/'));
    expect([...problems, ...own].map(formatProblem)).toEqual([]);
  }
});
