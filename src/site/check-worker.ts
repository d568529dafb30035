import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type Handbook, readHandbook } from '#check/handbook.ts';
import { allRules } from '#check/organisation-rules.ts';
import { writeIntellisense } from '#contribute/intellisense.ts';
import type { Problem } from '#schema/problem.ts';

/** Result of a check, as the dev server receives it. */
export interface CheckResult {
  problems: Problem[];
  /** Frame of the handbook; absent if the settings cannot be read. */
  frame?: string;
}

/**
 * Serialises what a dev server reads only at its start: settings, strings of the interface, titles, notes, excluded
 * entries and the list of pages.
 */
export function frameOf({ settings, interface: strings, edition, pages }: Handbook): string {
  const { excluded, titles, notes } = edition;
  const files = pages.map(({ file }) => file);
  return JSON.stringify([settings, strings, [...excluded], titles, [...notes], files]);
}

/**
 * Starts a worker that reads and checks the handbook on request, while the dev server goes on answering, and writes the
 * files for editors.
 * @param audience Audience of the edition.
 * @param onResult Called with each result.
 * @returns Requests a check. A request during a check starts another one after it.
 */
export function startCheckWorker(root: string, audience: string, onResult: (result: CheckResult) => void): () => void {
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
  worker.on('message', (result: CheckResult) => {
    isBusy = false;
    onResult(result);
    if (isWanted) ask();
  });
  return ask;
}

if (!isMainThread && parentPort && workerData?.root) {
  const { root, audience } = workerData as { root: string; audience: string };
  const port = parentPort;
  port.on('message', async () => {
    const handbook = readHandbook(root, { edition: audience, rules: await allRules(root) });
    writeIntellisense(root);
    port.postMessage({
      problems: handbook.problems,
      ...(handbook.settings ? { frame: frameOf(handbook) } : {}),
    } satisfies CheckResult);
  });
}
