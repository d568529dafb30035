import type { Log } from 'sarif';
import { formatReport, type Problem, plural, RULES, type Rule, sortProblems } from './problem.ts';

/** What a check found. */
export interface Checked {
  /** How many pages there are. */
  pages: number;
  problems: readonly Problem[];
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

/** For people: a line for each problem, then the count. */
function asText({ pages, problems }: Checked): string {
  return problems.length === 0 ? `${plural(pages, 'page')} checked, no problems` : formatReport(problems);
}

/** For scripts: `pages`, a number, and `problems`, each with file, line, column, rule, message and fix. */
function asJson({ pages, problems }: Checked): string {
  const listed = sortProblems(problems).map((problem) => {
    const { file, line, column, message, fix } = problem;
    return { file, line, column, rule: ruleOf(problem), message, fix };
  });
  return JSON.stringify({ pages, problems: listed }, undefined, 2);
}

/** For code scanning and editors: SARIF 2.1.0, with paths from the root of the repository. */
function asSarif({ problems }: Checked): string {
  const rules = Object.entries(RULES).map(([id, text]) => ({ id, shortDescription: { text } }));
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'playbook', rules } },
        columnKind: 'utf16CodeUnits',
        results: sortProblems(problems).map((problem) => ({
          ruleId: ruleOf(problem),
          ruleIndex: rules.findIndex(({ id }) => id === ruleOf(problem)),
          level: 'error',
          message: { text: `${problem.message}. ${problem.fix}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: relativeUri(problem.file), uriBaseId: '%SRCROOT%' },
                region: { startLine: problem.line, startColumn: problem.column },
              },
            },
          ],
        })),
      },
    ],
  };
  return JSON.stringify(log, undefined, 2);
}

/** For GitHub's workflows: commands that put each problem beside its line, then the count. */
function asGithub({ pages, problems }: Checked): string {
  if (problems.length === 0) return asText({ pages, problems });
  const commands = sortProblems(problems).map(({ file, line, column, message, fix }) => {
    const shown = { file, line, col: column, title: message };
    const properties = Object.entries(shown).map(([name, value]) => `${name}=${escapedProperty(String(value))}`);
    return `::error ${properties.join(',')}::${escaped(fix)}`;
  });
  return [...commands, plural(problems.length, 'problem')].join('\n');
}

function ruleOf({ rule = 'body' }: Problem): Rule {
  return rule;
}

function relativeUri(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

/** A command ends with its line, and a percent sign starts an escape. */
function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
