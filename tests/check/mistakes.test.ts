import { describe, expect, test } from 'vitest';
import { formatProblem } from '#schema/problem.ts';
import { makeMistakesFolder, mistakes, problemsWith, writeMistake } from '../mistakes.ts';

const folder = makeMistakesFolder();

describe('each common mistake is found where it stands, with a cure', () => {
  test('the handbook without mistakes has no problem', () => {
    expect(problemsWith(folder, 'mistakes/none')).toEqual([]);
  });

  test('each has a name of its own', () => {
    const names = mistakes.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test.each(mistakes)('$rule: $name', (mistake) => {
    const layer = writeMistake(folder, mistake);
    const problems = problemsWith(folder, layer);
    const report = problems.map((problem) => `${formatProblem(problem)}\n`).join('');
    expect(report.replaceAll(`${layer}/`, '')).toBe(mistake.problems);
    expect(problems.map(({ code }) => code)).toContain(mistake.rule);
    expect(problems.filter(({ code }) => code === undefined)).toEqual([]);
  });

  test.each(['links', 'references'])('pages from the cache have the same problems with %s', (rule) => {
    for (const mistake of mistakes.filter((row) => row.rule === rule)) {
      const layer = writeMistake(folder, mistake);
      const problems = problemsWith(folder, layer);
      expect(problemsWith(folder, layer), mistake.name).toEqual(problems);
    }
  });
});
