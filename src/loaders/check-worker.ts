import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Problem } from '#model/problem.ts';
import { type Handbook, readHandbook } from './handbook.ts';
import { writeIntellisense } from './intellisense.ts';

/** What a running server has to know of a handbook that was read again. */
export interface CheckResult {
  problems: Problem[];
  /** What it took in when it started; nothing where the settings cannot be read. */
  frame?: string;
}

/** What a running server took in when it started: the settings, which files count, and what the edition leaves out. */
export function frameOf({ settings, edition, pages }: Handbook): string {
  const { excluded, titles, notes } = edition;
  return JSON.stringify([settings, [...excluded], titles, [...notes], pages.map(({ file }) => file)]);
}

/**
 * Reads a handbook again and again beside the server, which goes on answering meanwhile, and writes what editors need.
 * @param audience The edition.
 * @param tell Takes each result.
 * @returns Asks to read; while it is being read, to read once more.
 */
export function startCheckWorker(root: string, audience: string, tell: (reread: CheckResult) => void): () => void {
  const worker = new Worker(new URL(import.meta.url), { workerData: { root, audience } });
  worker.unref();
  let isBusy = false;
  let isWanted = false;
  const ask = () => {
    isWanted = isBusy;
    if (isBusy) return;
    isBusy = true;
    worker.postMessage('read');
  };
  worker.on('message', (reread: CheckResult) => {
    isBusy = false;
    tell(reread);
    if (isWanted) ask();
  });
  return ask;
}

if (!isMainThread && parentPort && workerData?.root) {
  const { root, audience } = workerData as { root: string; audience: string };
  const port = parentPort;
  port.on('message', () => {
    const handbook = readHandbook(root, { edition: audience });
    writeIntellisense(root);
    port.postMessage({
      problems: handbook.problems,
      ...(handbook.settings ? { frame: frameOf(handbook) } : {}),
    } satisfies CheckResult);
  });
}
