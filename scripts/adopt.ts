import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { refuseUnread } from '#load/unexpected-files.ts';
import { settings } from '#schema/settings.ts';
import { ANSWERS, type Answers, adoptedFiles, answerProblem } from './adopted-files.ts';
import { commandLine, inTerminal, type Terminal, UsageError } from './terminal.ts';

const HELP = `npm run adopt    writes the folder org/, in which the handbook becomes yours, and nothing else

It asks in a terminal. For scripts:
npm run adopt -- --title "Our playbook" --repository https://github.com/us/playbook

--title        ${described('title')}
--description  ${described('description')}
--repository   ${described('repository')}
--branch       ${described('branch')}
--contact      ${described('contact')}

What is there already stays as it is.`;

function described(key: keyof typeof settings.shape): string {
  return settings.shape[key].description ?? '';
}

/**
 * `npm run adopt`.
 * @param args What stands after the command.
 * @param root The folder of the handbook.
 * @param today The day that the example was reviewed on, as 2026-01-31.
 * @returns The exit code: 0, 1 where a file cannot be written, 2 for wrong usage.
 */
export async function adopt(args: readonly string[], root: string, terminal: Terminal, today: string): Promise<number> {
  const { log, warn } = terminal;
  try {
    const flags = flagsIn(args);
    if (flags === 'help') {
      log(HELP);
      return 0;
    }
    refuseUnread(root);
    const files = adoptedFiles(await answersFrom(flags, root, terminal), today);
    for (const [path, text] of Object.entries(files)) log(`${path}  ${write(join(root, path), text)}`);
    log('\nNow run npm run check, commit org/, and read org/README.md.');
    return 0;
  } catch (error) {
    warn((error as Error).message);
    if (!(error instanceof UsageError)) return 1;
    warn('Run npm run adopt -- --help to see what there is.');
    return 2;
  }
}

function flagsIn(args: readonly string[]): Answers | 'help' {
  const flag = { type: 'string' } as const;
  const options = { title: flag, description: flag, repository: flag, branch: flag, contact: flag };
  const help = { type: 'boolean', short: 'h' } as const;
  const { help: isHelp, ...answers } = commandLine({ args: [...args], options: { ...options, help } }).values;
  if (isHelp) return 'help';
  for (const name of ANSWERS) {
    const problem = answers[name] === undefined ? undefined : answerProblem(name, answers[name]);
    if (problem) throw new UsageError(`--${name}: ${problem}`);
  }
  return answers;
}

/** What flags do not say is asked for, or taken from the repository. */
async function answersFrom(flags: Answers, root: string, { prompts, log }: Terminal): Promise<Answers> {
  // The answers go into the settings; those that are there stay.
  if (existsSync(join(root, 'org/playbook.yaml'))) return flags;
  const known: Answers = { ...fromGit(root), ...flags };
  if (Object.keys(flags).length > 0 && flags.title) return known;
  if (Object.keys(flags).length > 0 || !prompts)
    throw new UsageError('Say what it is to be called, with --title "Our playbook"');
  log('The folder org/ makes this handbook yours. Enter takes the answer in grey; all of it can be changed later.');
  const answers: Answers = {};
  for (const name of ANSWERS) {
    const check = (text: string) => (text === '' ? undefined : answerProblem(name, text));
    const answer = await prompts.text(QUESTIONS[name], check, name === 'title' ? 'Our playbook' : known[name]);
    if (answer !== '') answers[name] = answer;
  }
  return answers;
}

const QUESTIONS: Record<keyof Answers, string> = {
  title: 'What is it called?',
  description: 'What is it, in one sentence? (empty: as upstream says)',
  repository: 'Where is its repository, for edit links? (empty: none yet)',
  branch: 'Which branch do readers change?',
  contact: 'Whom do readers ask? (empty: nobody yet)',
};

/** The branch that is checked out, and the address of the remote where that is a web address. */
function fromGit(root: string): Answers {
  const git = (...args: string[]) => {
    try {
      return execFileSync('git', args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' }).trim();
    } catch {
      // No repository, no remote or no branch yet: then there is nothing to propose.
      return '';
    }
  };
  const repository = git('config', '--get', 'remote.origin.url')
    .replace(/^git@([^:/]+):/, 'https://$1/')
    .replace(/^ssh:\/\/git@/, 'https://')
    .replace(/^https:\/\/[^/@]*@/, 'https://')
    .replace(/\.git$/, '');
  const branch = git('symbolic-ref', '--quiet', '--short', 'HEAD');
  return {
    ...(repository.startsWith('https://') && !answerProblem('repository', repository) ? { repository } : {}),
    ...(branch ? { branch } : {}),
  };
}

function write(file: string, text: string): 'written' | 'is there already' {
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, text, { flag: 'wx' });
    return 'written';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return 'is there already';
  }
}

if (import.meta.main) {
  const today = new Date().toISOString().slice(0, 10);
  process.exitCode = await inTerminal((terminal) => adopt(process.argv.slice(2), process.cwd(), terminal, today));
}
