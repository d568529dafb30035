import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gitIn } from '#load/git.ts';
import { readSettings } from '#load/settings-files.ts';
import { inTransaction } from '#load/transaction.ts';
import { refuseUnread } from '#load/unexpected-files.ts';
import { webAddressOf } from '#schema/remote-address.ts';
import { guessHostKind, HOST_KINDS } from '#schema/repository-host.ts';
import { settings } from '#schema/settings.ts';
import { ANSWERS, type Answers, adoptedFiles, answerProblem } from './adopted-files.ts';
import { runCommand, runMain, type Terminal, UsageError } from './terminal.ts';

const describe = (key: keyof typeof settings.shape) => settings.shape[key].description;

const HELP = `npm run adopt    writes the folder org/, in which the handbook becomes yours, and nothing else

It asks in a terminal. For scripts:
npm run adopt -- --title "Our playbook" --repository https://github.com/us/playbook

--title        ${describe('title')}
--description  ${describe('description')}
--repository   ${describe('repository')}
--host         ${describe('host')}
--branch       ${describe('branch')}
--contact      ${describe('contact')}

What is there already stays as it is.`;

const flag = { type: 'string' } as const;
const COMMAND = {
  name: 'adopt',
  help: HELP,
  options: { title: flag, description: flag, repository: flag, host: flag, branch: flag, contact: flag },
};

/**
 * Runs `npm run adopt`, which writes the files of `org/` that are missing.
 * @param args Arguments after the command.
 * @param root Root folder of the handbook.
 * @param today Review day of the example, as 2026-01-31.
 * @returns Exit code: 0, 1 if a file cannot be written, 2 on a usage error.
 */
export function adopt(args: readonly string[], root: string, terminal: Terminal, today: string): Promise<number> {
  const { log } = terminal;
  return runCommand(COMMAND, args, terminal, async ({ values }) => {
    refuseInvalid(values);
    refuseUnread(root);
    const answers = await completeAnswers({ ...values }, root, terminal);
    const widest = readSettings(root).settings?.audiences[0] ?? 'public';
    const files = adoptedFiles(answers, today, widest);
    await inTransaction(root, 'npm run adopt', terminal.warn, (transaction) => {
      for (const [file, text] of Object.entries(files)) {
        const isPresent = existsSync(join(root, file));
        if (!isPresent) transaction.write(file, text);
        log(`${file}  ${isPresent ? 'is there already' : 'written'}`);
      }
    });
    log('\nNow run npm run check, commit org/, and read org/README.md.');
    return 0;
  });
}

function refuseInvalid(answers: Answers): void {
  for (const name of ANSWERS) {
    const problem = answers[name] === undefined ? undefined : answerProblem(name, answers[name]);
    if (problem) throw new UsageError(`--${name}: ${problem}`);
  }
}

/** Completes the answers of the flags with those of git, or asks for them if there is no flag. */
async function completeAnswers(flags: Answers, root: string, { prompts, log }: Terminal): Promise<Answers> {
  // The answers go into the settings, and existing settings are not changed: they say which host there is.
  if (existsSync(join(root, 'org/playbook.yaml'))) {
    const { repository, host } = readSettings(root).settings ?? {};
    return { ...(repository ? { repository } : {}), ...(host ? { host } : {}), ...flags };
  }
  const known: Answers = { ...(await answersFromGit(root)), ...flags };
  if (flags.title) return known;
  if (Object.keys(flags).length > 0 || !prompts)
    throw new UsageError('Say what it is to be called, with --title "Our playbook"');
  log('The folder org/ makes this handbook yours. Enter takes the answer in grey; all of it can be changed later.');
  const answers: Answers = {};
  for (const name of ANSWERS) {
    // Well-known domains tell it.
    if (name === 'host' && (!answers.repository || guessHostKind(answers.repository))) continue;
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
  host: `Which Git host is that? ${HOST_KINDS.join(', ')}`,
  branch: 'Which branch do readers change?',
  contact: 'Whom do readers ask? (empty: nobody yet)',
};

/** Reads the branch that is checked out, and the address of the remote if it is a web address. */
async function answersFromGit(root: string): Promise<Answers> {
  // Without a repository, a remote or a branch there is nothing to propose.
  const git = async (...args: string[]) => (await gitIn(root)(args).catch(() => '')).trim();
  const repository = webAddressOf(await git('config', '--get', 'remote.origin.url'));
  const branch = await git('symbolic-ref', '--quiet', '--short', 'HEAD');
  return {
    ...(repository && !answerProblem('repository', repository) ? { repository } : {}),
    ...(branch ? { branch } : {}),
  };
}

if (import.meta.main) await runMain(adopt, { asks: true });
