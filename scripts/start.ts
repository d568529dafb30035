import { spawnSync } from 'node:child_process';
import { readSettings } from '#load/settings-files.ts';
import { formatReport } from '#schema/problem.ts';

// Builds the edition for the strictest audience, which contains everything, and serves it.

const { settings, problems } = readSettings(process.cwd());
const edition = settings?.audiences.at(-1);
if (edition === undefined) {
  console.error(formatReport(problems));
  process.exit(1);
}
for (const [command, ...args] of [
  [process.execPath, '--import', './scripts/compile-cache.mjs', 'scripts/build.ts', '--edition', edition],
  ['astro', 'preview', '--outDir', `dist.${edition}`],
] as [string, ...string[]][]) {
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}
