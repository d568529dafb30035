import { spawnSync } from 'node:child_process';
import { UserError } from '#load/git.ts';
import { readSettings } from '#load/settings-files.ts';
import { formatReport } from '#schema/problem.ts';
import { runCommand, runMain, UsageError } from './terminal.ts';

const COMMAND = {
  name: 'start',
  help: `npm start                   builds the edition that contains everything, and serves it on this machine
npm start -- --port 8080    at another port than 4321`,
  options: { port: { type: 'string', default: '4321' } },
} as const;

await runMain((args, root, terminal) =>
  runCommand(COMMAND, args, terminal, ({ values: { port } }) => {
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new UsageError(`"${port}" is no port`);
    const { settings, problems } = readSettings(root);
    const edition = settings?.audiences.at(-1);
    if (edition === undefined) throw new UserError(formatReport(problems));
    const run = (command: string, ...words: string[]) =>
      spawnSync(command, words, { stdio: 'inherit', shell: process.platform === 'win32' }).status ?? 1;
    const build = ['--import', './scripts/compile-cache.mjs', 'scripts/build.ts', '--edition', edition];
    return run(process.execPath, ...build) || run('astro', 'preview', '--outDir', `dist.${edition}`, '--port', port);
  }),
);
