import type { Log } from 'sarif';
import { encodePath, escapeCommandData, escapeCommandProperty, escapeSarif, printableJson } from './escaping.ts';
import { formatReport, type Problem, plural, RULES, type Rule, sortProblems } from './problem.ts';

/** What a check found. */
export interface Checked {
  /** How many pages there are. */
  pages: number;
  problems: readonly Problem[];
  /** What may be wrong, and stops nothing. */
  hints: readonly Problem[];
  /** Whether people see each hint, and not only how many there are. */
  listHints: boolean;
}

/** The forms of a report, by name. Each gives the whole of it. */
export const FORMATS = {
  text: asText,
  json: asJson,
  sarif: asSarif,
  github: asGithub,
} as const;

/** The name of a form. */
export type Format = keyof typeof FORMATS;

/** For people: a line for each problem, then the count; hints likewise, or only their count. */
function asText({ pages, problems, hints, listHints }: Checked): string {
  const none = `${plural(pages, 'page')} checked, no problems`;
  const report = problems.length === 0 ? none : formatReport(problems);
  if (hints.length === 0) return listHints && problems.length === 0 ? `${none}, no hints` : report;
  if (listHints) return `${formatReport(hints, 'hint')}\n\n${report.trimStart()}`;
  return `${report}\n${plural(hints.length, 'hint')}: npm run check -- --hints lists them`;
}

/** For scripts: `pages`, a number, `problems` and `hints`, each with file, line, column, rule, message and fix. */
function asJson({ pages, problems, hints }: Checked): string {
  return printableJson({ pages, problems: listed(problems), hints: listed(hints) });
}

function listed(problems: readonly Problem[]): Required<Problem>[] {
  return sortProblems(problems).map((problem) => {
    const { file, line, column, message, fix } = problem;
    return { file, line, column, rule: ruleOf(problem), message, fix };
  });
}

/** For code scanning and editors: SARIF 2.1.0, with paths from the root of the repository. */
function asSarif({ problems, hints }: Checked): string {
  const rules = Object.entries(RULES).map(([id, text]) => ({ id, shortDescription: { text } }));
  const resultOf = (level: 'error' | 'note') => (problem: Problem) => ({
    ruleId: ruleOf(problem),
    ruleIndex: rules.findIndex(({ id }) => id === ruleOf(problem)),
    level,
    message: { text: escapeSarif(`${problem.message}. ${problem.fix}`) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodePath(problem.file), uriBaseId: '%SRCROOT%' },
          region: { startLine: problem.line, startColumn: problem.column },
        },
      },
    ],
  });
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'playbook', rules } },
        columnKind: 'utf16CodeUnits',
        results: [...sortProblems(problems).map(resultOf('error')), ...sortProblems(hints).map(resultOf('note'))],
      },
    ],
  };
  return printableJson(log);
}

/** For GitHub's workflows: commands that put each problem and hint beside its line, then the counts. */
function asGithub({ pages, problems, hints }: Checked): string {
  const counts = hints.length === 0 ? '' : `, ${plural(hints.length, 'hint')}`;
  const last =
    problems.length === 0 ? `${plural(pages, 'page')} checked, no problems` : plural(problems.length, 'problem');
  return [...commands('error', problems), ...commands('notice', hints), last + counts].join('\n');
}

function commands(name: 'error' | 'notice', problems: readonly Problem[]): string[] {
  return sortProblems(problems).map(({ file, line, column, message, fix }) => {
    const shown = { file, line, col: column, title: message };
    const properties = Object.entries(shown).map(([key, value]) => `${key}=${escapeCommandProperty(String(value))}`);
    return `::${name} ${properties.join(',')}::${escapeCommandData(fix)}`;
  });
}

function ruleOf({ rule = 'body' }: Problem): Rule {
  return rule;
}
