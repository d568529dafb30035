import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeHandbook } from './handbook.ts';
import { median, medianRatio } from './series.ts';

/** Handbook sizes to compare, in pages. */
const SIZES = [300, 5000] as const;

/** Files and folders that the check needs. */
const CODE = ['package.json', 'scripts', 'src'];

/** Times of one version of the check on one handbook, in milliseconds, one per round. */
interface Series {
  name: string;
  pages: number;
  times: number[];
}

/**
 * Times `npm run check`, npm's start-up included, on handbooks of two sizes that extend this one. Each round runs every
 * series once, in turn, so that other load on the machine affects all of them alike.
 * @param root Root folder of the project.
 * @param options.against Commit whose check is timed beside that of the working tree.
 * @returns The report.
 */
export function benchCheck(root: string, options: { rounds: number; against?: string | undefined }): string {
  mkdirSync(join(root, '.sites'), { recursive: true });
  // Inside the project, so that npm and module resolution find its packages.
  const folder = mkdtempSync(join(root, '.sites/bench-'));
  try {
    const series = SIZES.flatMap((pages) => {
      const versions = [{ name: 'now', code: root }];
      if (options.against) versions.push({ name: options.against, code: codeAt(root, options.against, folder) });
      return versions.map(({ name, code }): Series & { site: string } => {
        const site = join(folder, `${pages}-${versions.findIndex((version) => version.name === name)}`);
        for (const part of CODE) cpSync(join(code, part), join(site, part), { recursive: true });
        writeHandbook(site, pages, root);
        return { name, pages, site, times: [] };
      });
    });
    // Round -1 is a warm-up that fills the compile cache; its time is dropped.
    for (let round = -1; round < options.rounds; round++) {
      for (const { site, times } of series) {
        const time = timeCheck(site);
        if (round >= 0) times.push(time);
      }
    }
    return report(series);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Extracts the code of a commit into a folder.
 * @throws Error if git or tar fails.
 */
function codeAt(root: string, commit: string, folder: string): string {
  const code = join(folder, 'before');
  mkdirSync(code, { recursive: true });
  const archive = spawnSync('git', ['archive', commit, ...CODE], { cwd: root, maxBuffer: 1e9 });
  if (archive.status !== 0) throw new Error(archive.stderr.toString().trim());
  const unpacked = spawnSync('tar', ['-x', '-C', code], { input: archive.stdout });
  if (unpacked.status !== 0) throw new Error(unpacked.stderr.toString().trim());
  return code;
}

function timeCheck(site: string): number {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync('npm run check', { cwd: site, shell: true, encoding: 'utf8' });
  const time = performance.now() - start;
  if (status !== 0) throw new Error(`The check of ${site} failed:\n${stdout}${stderr}`);
  return time;
}

function report(series: readonly Series[]): string {
  const rows = series.map(({ name, pages, times }) => {
    const time = median(times);
    return `${String(pages).padStart(5)} pages  ${name.padEnd(12)} ${time.toFixed(0).padStart(6)} ms  ${(time / pages).toFixed(2)} ms a page  (${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)})`;
  });
  const now = series.filter(({ name }) => name === 'now');
  const growth =
    now.length < 2 ? [] : [`A page of ${SIZES[1]} costs ${ratio(now[1], now[0], true)} of one of ${SIZES[0]}`];
  const gains = now.flatMap((current) => {
    const before = series.find(({ name, pages }) => name !== 'now' && pages === current.pages);
    return before ? [`At ${current.pages} pages now takes ${ratio(current, before)} of ${before.name}`] : [];
  });
  return [...rows, '', ...growth, ...gains].join('\n');
}

/** Median of the ratios of two series within a round, per page if `isByPage`; "?" if one of them is missing. */
function ratio(one: Series | undefined, other: Series | undefined, isByPage = false): string {
  if (!one || !other) return '?';
  const scale = isByPage ? other.pages / one.pages : 1;
  return (medianRatio(one.times, other.times) * scale).toFixed(2);
}
