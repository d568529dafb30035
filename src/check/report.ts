import { createHash } from 'node:crypto';
import type { Log } from 'sarif';
import {
  encodePath,
  escapeCommandData,
  escapeCommandProperty,
  escapeLogMessage,
  escapeLogProperty,
  escapeSarif,
  printableJson,
} from '#schema/escaping.ts';
import { formatReport, type Problem, plural, sortProblems } from '#schema/problem.ts';
import type { Rule } from './rule.ts';
import { descriptionsOf } from './rules/index.ts';

/** Result of a check. */
export interface Checked {
  /** Number of pages. */
  pages: number;
  problems: readonly Problem[];
  /** Possible problems, which do not stop a build. */
  hints: readonly Problem[];
  /** Rules of the check. */
  rules: readonly Rule[];
  /** True to list the hints in the text report, false to print only their number. */
  listHints: boolean;
  /** True if an organisation has adopted the handbook, so that `content/` is upstream's. */
  isAdopted: boolean;
}

/** Report formatters, by the name of the format. Each returns the complete report. */
export const FORMATS = {
  text: asText,
  json: asJson,
  sarif: asSarif,
  github: asGithub,
  gitlab: asGitlab,
  azure: asAzure,
} as const;

/** Name of a report format. */
export type Format = keyof typeof FORMATS;

/** Says what problems in `content/` mean where an organisation does not edit it. */
const UPSTREAM =
  'Files in content/ are upstream’s, which you need not mend: npm run upstream says whether there is a newer version; if not, tell upstream.';

/** Text for people: one line per problem, then the count; the same for hints, or only their count. */
function asText({ pages, problems, hints, listHints, isAdopted }: Checked): string {
  const none = `${plural(pages, 'page')} checked, no problems`;
  const report = problems.length === 0 ? none : formatReport(problems);
  const whole =
    isAdopted && problems.some(({ file }) => file.startsWith('content/')) ? `${report}\n${UPSTREAM}` : report;
  if (hints.length === 0) return listHints && problems.length === 0 ? `${none}, no hints` : whole;
  if (listHints) return `${formatReport(hints, 'hint')}\n\n${whole.trimStart()}`;
  return `${whole}\n${plural(hints.length, 'hint')}: npm run check -- --hints lists them`;
}

/**
 * JSON for scripts: `pages` (a number), `problems` and `hints`, each with file, line, column, rule, message and fix.
 */
function asJson({ pages, problems, hints }: Checked): string {
  return printableJson({ pages, problems: jsonProblems(problems), hints: jsonProblems(hints) });
}

function jsonProblems(problems: readonly Problem[]) {
  return sortProblems(problems).map((problem) => {
    const { file, line, column, message, fix } = problem;
    return { file, line, column, rule: codeOf(problem), message, fix };
  });
}

/** SARIF 2.1.0 for code scanning and editors, with paths from the root of the repository. */
function asSarif({ problems, hints, rules: use }: Checked): string {
  const rules = Object.entries(descriptionsOf(use)).map(([id, text]) => ({ id, shortDescription: { text } }));
  const resultOf = (level: 'error' | 'note') => (problem: Problem) => ({
    ruleId: codeOf(problem),
    ruleIndex: rules.findIndex(({ id }) => id === codeOf(problem)),
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

/** GitHub workflow commands, which annotate the line of each problem and hint, then the counts. */
function asGithub({ pages, problems, hints }: Checked): string {
  return [...commands('error', problems), ...commands('notice', hints), countLine(pages, problems, hints)].join('\n');
}

/** Formats the counts in one line. */
function countLine(pages: number, problems: readonly Problem[], hints: readonly Problem[]): string {
  const counts = hints.length === 0 ? '' : `, ${plural(hints.length, 'hint')}`;
  return `${problems.length === 0 ? `${plural(pages, 'page')} checked, no problems` : plural(problems.length, 'problem')}${counts}`;
}

/**
 * Code Quality report of GitLab. A fingerprint has no line, so that a problem stays the same when lines move.
 * @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
function asGitlab({ problems, hints }: Checked): string {
  const seen = new Map<string, number>();
  const entryOf = (severity: 'major' | 'info') => (problem: Problem) => {
    const { file, line, message, fix } = problem;
    const name = [file, codeOf(problem), message].join('\n');
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return {
      description: `${message}. ${fix}`,
      check_name: codeOf(problem),
      fingerprint: createHash('sha256').update(`${name}\n${count}`).digest('hex'),
      severity,
      location: { path: file, lines: { begin: line } },
    };
  };
  return printableJson([...sortProblems(problems).map(entryOf('major')), ...sortProblems(hints).map(entryOf('info'))]);
}

/** Logging commands of Azure Pipelines, which list each problem in the summary of a run, then the counts. */
function asAzure({ pages, problems, hints }: Checked): string {
  const lines = sortProblems(problems).map(({ file, line, column, message, fix }) => {
    const shown = { type: 'error', sourcepath: file, linenumber: line, columnnumber: column };
    const properties = Object.entries(shown).map(([key, value]) => `${key}=${escapeLogProperty(String(value))};`);
    return `##vso[task.logissue ${properties.join('')}]${escapeLogMessage(`${message}  ${fix}`)}`;
  });
  return [...lines, countLine(pages, problems, hints)].join('\n');
}

function commands(name: 'error' | 'notice', problems: readonly Problem[]): string[] {
  return sortProblems(problems).map(({ file, line, column, message, fix }) => {
    const shown = { file, line, col: column, title: message };
    const properties = Object.entries(shown).map(([key, value]) => `${key}=${escapeCommandProperty(String(value))}`);
    return `::${name} ${properties.join(',')}::${escapeCommandData(fix)}`;
  });
}

function codeOf({ code = 'body' }: Problem): string {
  return code;
}
