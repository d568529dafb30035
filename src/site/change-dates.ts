import { fileURLToPath } from 'node:url';
import type { Loader } from 'astro/loaders';
import * as z from 'zod';
import { gitIn, UserError } from '#load/git.ts';

/** Date of a file's last change. The id of the entry is the path of the file from the root. */
export const historyEntry = z.object({
  changed: z.iso.datetime({ offset: true }).describe('The date of the newest commit that touched the file.'),
});

/**
 * Astro loader of the last change of each file, from one `git log`. Starlight's own dates are absent from builds if
 * content is outside `src/`. Outside a repository, or in a shallow clone, dates are left out rather than guessed.
 */
export function historyLoader(): Loader {
  return {
    name: 'playbook-history',
    async load({ config, store, parseData, logger }) {
      store.clear();
      const root = fileURLToPath(config.root);
      const changed = await changeDates(root, (reason) => logger.warn(`No dates of last changes: ${reason}`));
      for (const [file, date] of changed)
        store.set({ id: file, data: await parseData({ id: file, data: { changed: date } }) });
    },
  };
}

/** Reads the date of the newest commit of each file below a folder, by its path from that folder. */
export async function changeDates(folder: string, warn: (reason: string) => void): Promise<Map<string, string>> {
  const git = gitIn(folder);
  const dates = new Map<string, string>();
  try {
    if ((await git(['rev-parse', '--is-shallow-repository'])).trim() === 'true') {
      warn('this is a shallow clone; fetch the full history');
      return dates;
    }
    const log = await git(['log', '--format=%x00%cI', '--name-only', '--no-renames', '--relative', '--', '.']);
    for (const commit of log.split('\0').slice(1)) {
      const [date = '', ...files] = commit.split('\n').filter((line) => line !== '');
      for (const file of files) if (!dates.has(file)) dates.set(file, date);
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    warn(error.message);
  }
  return dates;
}
