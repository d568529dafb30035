import { statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import type { Content } from '#load/content.ts';
import { listFiles, ORGANISATION } from '#load/layers.ts';
import type { Problem } from '#schema/problem.ts';
import type { Rule } from './rule.ts';
import { commandRules, descriptionsOf, rules } from './rules/index.ts';

/** Folder with the rules of an organisation: each `.ts` file in it exports one as its default. */
export const RULES = `${dirname(ORGANISATION)}/rules`;

/** Code of the problems that the rules themselves have. */
const BROKEN = 'rules';

const shape = z.object({
  code: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .refine((code) => code !== BROKEN),
  describes: z.string().min(1),
  check: z.custom<Rule['check']>((value) => typeof value === 'function'),
});

const problemList = z.array(
  z.object({
    file: z.string().refine((file) => file !== '' && !isAbsolute(file) && !file.split(/[/\\]/).includes('..')),
    line: z.int().min(1).default(1),
    column: z.int().min(1).default(1),
    message: z.string().min(1),
    fix: z.string().min(1),
    isHint: z.boolean().default(false),
  }),
);

/** Rules that every check of a handbook needs: ours and those of its organisation. */
export async function allRules(root: string): Promise<Rule[]> {
  return [...rules, ...(await organisationRules(root))];
}

/**
 * Loads the rules of an organisation. They are code, and run with the rights of whoever runs the check. A file that is
 * no rule becomes a rule that reports this, and so does a rule that throws.
 * @param root The folder that holds `org/`.
 */
export async function organisationRules(root: string): Promise<Rule[]> {
  // Also the codes of problems that reading a file finds.
  const codes = new Set(Object.keys(descriptionsOf(commandRules)));
  const files = listFiles(root, RULES).filter((path) => /^[^/]+(?<!\.test|\.d)\.ts$/.test(path));
  const loaded = await Promise.all(files.map((name) => loadRule(root, `${RULES}/${name}`)));
  return loaded.map((rule, index) => {
    const file = `${RULES}/${files[index]}`;
    if (rule.code === BROKEN) return rule;
    if (!codes.has(rule.code)) {
      codes.add(rule.code);
      return guarded(rule, file);
    }
    return broken(file, `The code "${rule.code}" is that of another rule`, 'Give this rule a code of its own');
  });
}

async function loadRule(root: string, file: string): Promise<Rule> {
  try {
    const path = join(root, file);
    // Node loads an address once. With the time of the last change in it, the dev server sees an edited rule.
    const loaded: { default?: unknown } = await import(`${pathToFileURL(path)}?${statSync(path).mtimeMs}`);
    const { data, error } = shape.safeParse(loaded.default);
    if (data) return data;
    const [key = 'default'] = error.issues[0]?.path ?? [];
    return broken(
      file,
      `This is no rule: ${loaded.default === undefined ? 'it has no default export' : `its "${String(key)}" is missing or wrong`}`,
      'Write export default { code: "a-name", describes: "A sentence", check: (content) => [] }',
    );
  } catch (error) {
    return broken(file, `The rule cannot be loaded: ${reasonOf(error)}`, 'Mend it, or delete the file');
  }
}

/** Rule that reports what is wrong with the file of a rule. */
function broken(file: string, message: string, fix: string): Rule {
  return {
    code: BROKEN,
    describes: 'Rules of the organisation can be run',
    check: () => [{ file, line: 1, column: 1, message, fix }],
  };
}

/** Wraps a rule, so that a mistake in it is a problem like any other. */
function guarded(rule: Rule, file: string): Rule {
  const check = (content: Content, edition: Parameters<Rule['check']>[1]): Problem[] => {
    try {
      const { data, error } = problemList.safeParse(rule.check(content, edition));
      if (data) return data;
      const [index, key] = error.issues[0]?.path ?? [];
      const what = index === undefined ? 'no list' : `a problem whose "${String(key ?? index)}" is missing or wrong`;
      const fix = 'Return a list of { file, line, column, message, fix }, with a path from the root as file';
      return broken(file, `The rule returned ${what}`, fix).check(content, edition);
    } catch (error) {
      return broken(file, `The rule failed: ${reasonOf(error)}`, 'Mend it, or delete the file').check(content, edition);
    }
  };
  return { ...rule, check };
}

/** First line of what was thrown. */
function reasonOf(error: unknown): string {
  const { message } = (error ?? {}) as { message?: unknown };
  return String(message ?? error).split('\n')[0] ?? '';
}
