import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { fromDictionary } from '#check/dictionary.ts';
import { readHandbook } from '#check/handbook.ts';
import { proseOf } from '#check/prose-of.ts';
import { commandRules } from '#check/rules/index.ts';
import { formatReport, type Problem } from '#schema/problem.ts';
import { root } from '../helpers.ts';

const handbook = readHandbook(root, { rules: commandRules });

test('the handbook has no problem', () => {
  expect(formatReport(handbook.problems)).toBe('\n0 problems in 0 files');
});

// What an organisation writes is its own affair: hints are for it to decide.
const ours = (hints: Problem[]) =>
  formatReport(
    hints.filter(({ file }) => file.startsWith('content/')),
    'hint',
  );

test('no word, sentence or heading of it is misspelt or as the house would not write it, and no page too short or too long', () => {
  expect(ours(handbook.hints)).toBe('\n0 hints in 0 files');
});

describe('the list of words', () => {
  const listed: string[] = parse(readFileSync(join(root, 'content/words.yaml'), 'utf8'));

  test('is in order, with each word once', () => {
    const sorted = [...new Set(listed)].sort((a, b) => a.localeCompare(b, 'en'));
    expect(listed).toEqual(sorted);
  });

  test('holds no word that the dictionary knows or nobody writes', () => {
    const isKnown = fromDictionary(new Set(listed));
    const all = proseOf(handbook.content)
      .flatMap(({ pieces }) => pieces.map(({ text }) => text.toLowerCase()))
      .join('\n');
    const needless = listed.filter((word) => isKnown(word) || !all.includes(word.toLowerCase()));
    expect(needless).toEqual([]);
  });
});
