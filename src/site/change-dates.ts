import { fileURLToPath } from 'node:url';
import type { Loader } from 'astro/loaders';
import * as z from 'zod';
import { type Content, movedPages } from '#load/content.ts';
import { gitIn, UserError } from '#load/git.ts';
import type { Redirects } from '#schema/redirects.ts';
import { idOfFile } from '#upkeep/changelog.ts';
import { linkChanges } from '#upkeep/relinking.ts';

/** Date of a file's last change. The id of the entry is the path of the file from the root. */
export const historyEntry = z.object({
  changed: z.iso.datetime({ offset: true }).describe('The date of the newest commit that touched the file.'),
});

/**
 * Astro loader of the last change of each file, from one `git log`. Starlight's own dates are absent from builds if
 * content is outside `src/`. Outside a repository, or in a shallow clone, dates are left out rather than guessed.
 */
export function historyLoader(content: Content): Loader {
  return {
    name: 'playbook-history',
    async load({ config, store, parseData, logger }) {
      store.clear();
      const root = fileURLToPath(config.root);
      const warn = (reason: string) => logger.warn(`No dates of last changes: ${reason}`);
      const changed = await changeDates(root, warn, movedPages(content));
      for (const [file, date] of changed)
        store.set({ id: file, data: await parseData({ id: file, data: { changed: date } }) });
    },
  };
}

/** Commit that changed a file. */
interface Change {
  commit: string;
  date: string;
}

/**
 * Reads the date of the newest commit of each file below a folder, by its path from that folder. Commits that only
 * rewrote the links of a page to moved pages do not count.
 */
export async function changeDates(
  folder: string,
  warn: (reason: string) => void,
  redirects: Redirects = new Map(),
): Promise<Map<string, string>> {
  const git = gitIn(folder);
  const dates = new Map<string, string>();
  try {
    if ((await git(['rev-parse', '--is-shallow-repository'])).trim() === 'true') {
      warn('this is a shallow clone; fetch the full history');
      return dates;
    }
    const log = await git(['log', '--format=%x00%H %cI', '--name-only', '--no-renames', '--relative', '--', '.']);
    let left = byFile(log);
    while (left.size > 0) {
      const newest = [...left].map(([path, [first]]) => ({ path, ...(first as Change) }));
      const pages = newest.filter(({ path }) => idOfFile(path) !== undefined);
      const links = await linkChanges(git, pages, redirects);
      for (const change of newest) if (!links.has(change)) dates.set(change.path, change.date);
      left = new Map([...links].map(({ path }) => [path, (left.get(path) as Change[]).slice(1)]));
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    warn(error.message);
  }
  return dates;
}

/** Parses the commits of each file, the newest first. */
function byFile(log: string): Map<string, Change[]> {
  const changes = new Map<string, Change[]>();
  for (const part of log.split('\0').slice(1)) {
    const [head = '', ...files] = part.split('\n').filter((line) => line !== '');
    const [commit = '', date = ''] = head.split(' ');
    for (const file of files) {
      const known = changes.get(file);
      if (known) known.push({ commit, date });
      else changes.set(file, [{ commit, date }]);
    }
  }
  return changes;
}
