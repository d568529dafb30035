import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pictureProblems } from '#check/rules/images.ts';
import { temporaryFolder } from '../helpers.ts';

const all = temporaryFolder();
const root = join(all, 'repository');
mkdirSync(join(root, 'org'), { recursive: true });
const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="9"/></svg>';
writeFileSync(join(root, 'org/logo.svg'), svg);
writeFileSync(join(root, 'org/large.svg'), svg + ' '.repeat(200_000));
writeFileSync(join(root, 'org/EMPTY.PNG'), '');
writeFileSync(join(all, 'outside.svg'), svg);
symlinkSync(join(all, 'outside.svg'), join(root, 'org/link.svg'));

test.each([
  ['org/logo.svg', undefined],
  ['./org/logo.svg', undefined],
  ['org/large.svg', '"org/large.svg" has 201 kB, which takes readers too long  Make it smaller than 200 kB'],
  ['org/EMPTY.PNG', '"org/EMPTY.PNG" cannot be shown: the picture is empty  Save it again, or delete it'],
  ['org/link.svg', '"org/link.svg" lies outside the repository  Copy it into org/ and write org/link.svg'],
  ['../outside.svg', '"../outside.svg" lies outside the repository  Copy it into org/ and write org/outside.svg'],
])('the logo %s', (logo, expected) => {
  const place = { file: 'org/playbook.yaml', line: 1, column: 1 };
  const [problem] = pictureProblems(root, { logo }, () => place);
  expect(problem && `${problem.message}  ${problem.fix}`).toBe(expected);
});
