import { spawnSync } from 'node:child_process';
import { readSettings } from '#load/settings-files.ts';
import { formatReport } from '#schema/problem.ts';
import { runMain } from './terminal.ts';

// Builds the edition for the strictest audience, which contains everything, and serves it.
await runMain((_args, root, { warn }) => {
  const { settings, problems } = readSettings(root);
  const edition = settings?.audiences.at(-1);
  if (edition === undefined) {
    warn(formatReport(problems));
    return 1;
  }
  const run = (command: string, ...args: string[]) =>
    spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' }).status ?? 1;
  const build = ['--import', './scripts/compile-cache.mjs', 'scripts/build.ts', '--edition', edition];
  return run(process.execPath, ...build) || run('astro', 'preview', '--outDir', `dist.${edition}`);
});
