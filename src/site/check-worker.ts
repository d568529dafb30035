import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type Handbook, handbookOf } from '#check/handbook.ts';
import { allRules } from '#check/organisation-rules.ts';
import { writeIntellisense } from '#contribute/intellisense.ts';
import { load } from '#load/content.ts';
import type { Problem } from '#schema/problem.ts';
import { type EarlierPage, withLostPages } from '#upkeep/lost-pages.ts';

/** Result of a check, as the dev server receives it. */
export interface CheckResult {
  problems: Problem[];
  /** Frame of the handbook; absent if the settings cannot be read. */
  frame?: string;
}

/**
 * Serialises what a dev server reads only at its start: settings, strings of the interface, titles, notes, excluded
 * entries, redirects, the list of pages and the components of the organisation.
 */
export function frameOf({ settings, interface: strings, edition, redirects, pages, content }: Handbook): string {
  const { excluded, titles, notes } = edition;
  const files = pages.map(({ file }) => file);
  return JSON.stringify([
    settings,
    strings,
    [...excluded],
    titles,
    [...notes],
    [...redirects],
    files,
    content.components.digest,
  ]);
}

/**
 * Starts a worker that reads and checks the handbook on request, while the dev server goes on answering, and writes the
 * files for editors.
 * @param handbook The handbook at the start of the server: a page that is gone later was renamed or removed.
 * @param onResult Called with each result.
 * @returns Requests a check. A request during a check starts another one after it.
 */
export function startCheckWorker(
  root: string,
  { edition: { audience }, content }: Handbook,
  onResult: (result: CheckResult) => void,
): () => void {
  const before: EarlierPage[] = content.pages.map(({ id, file, text = '' }) => ({ id, file, text }));
  const worker = new Worker(new URL(import.meta.url), { workerData: { root, audience, before } });
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
  const { root, audience, before } = workerData as { root: string; audience: string; before: EarlierPage[] };
  const port = parentPort;
  port.on('message', async () => {
    const rules = await allRules(root);
    const content = load(root);
    const handbook = handbookOf(content, { edition: audience, rules });
    writeIntellisense(root);
    port.postMessage({
      problems: withLostPages(before, content, (shown) =>
        shown === content ? handbook.problems : handbookOf(shown, { edition: audience, rules }).problems,
      ),
      ...(handbook.settings ? { frame: frameOf(handbook) } : {}),
    } satisfies CheckResult);
  });
}
