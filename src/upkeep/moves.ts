import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { type Git, gitIn } from '#load/git.ts';
import { insideLayer, LAYERS, readLayers } from '#load/layers.ts';
import { partOf } from '#load/pages.ts';
import { readRedirects } from '#load/redirect-files.ts';
import { readSettings, settingsFile } from '#load/settings-files.ts';
import { about, type Problem } from '#schema/problem.ts';
import { type FileChange, fileChanges } from '#upstream/drift.ts';
import { idOfFile } from './changelog.ts';

/** Folders of the content of all layers and the files that belong to it. */
const FOLDERS = ['content', 'org'];

/**
 * Lists the changes to files of the layers since a commit, committed or not, with the renames that git detects by
 * content. Includes untracked files, and leaves the repository's own index unchanged.
 * @param root The folder of the handbook; paths are relative to it.
 */
export async function changesSince(root: string, base: string): Promise<FileChange[]> {
  const git = gitIn(root);
  const folder = mkdtempSync(join(tmpdir(), 'playbook-index-'));
  try {
    const index = join(folder, 'index');
    const own = resolve(root, (await git(['rev-parse', '--git-path', 'index'])).trim());
    // With a copy of the index, git knows the unchanged files, as long as the copy is not dated later than the
    // original.
    if (existsSync(own)) cpSync(own, index, { preserveTimestamps: true });
    else await git(['read-tree', base], { index });
    const tracked = await Promise.all(FOLDERS.map((name) => git(['ls-files', '-z', '--', name], { index })));
    const there = FOLDERS.filter((name, at) => tracked[at] !== '' || existsSync(join(root, name)));
    // Git exits with 1 if a folder is ignored, but adds the others.
    if (there.length > 0) await git(['add', '--all', '--', ...there], { index, codes: [0, 1] });
    const how = ['--cached', '--find-renames', '--name-status', '-z', '--relative', '--no-ext-diff'];
    return fileChanges(await git(['diff', ...how, base, '--', ...FOLDERS], { index }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Finds the pages that existed at a commit, are gone now and have no redirect.
 * @param root The folder of the handbook.
 */
export async function lostPages(root: string, base: string): Promise<Problem[]> {
  const git = gitIn(root);
  const { files, shadowed } = readLayers(root);
  const { redirects } = readRedirects(root, [...shadowed, ...files]);
  const found = new Set([...files.map(({ file }) => idOfFile(file)), ...redirects.map(({ from }) => from)]);
  // Every handbook has a home page and a 404 page, and neither needs a redirect.
  const isLost = (id: string | undefined): id is string => !['index', '404', undefined].includes(id) && !found.has(id);
  const how = ['--diff-filter=D', '--no-renames', '--name-only', '-z', '--relative', '--no-ext-diff'];
  const deleted = (await git(['diff', ...how, base, '--', ...FOLDERS])).split('\0');
  // Fast path: most branches delete no page, and detecting renames takes longer.
  if (!deleted.some((file) => isLost(idOfFile(file)))) return [];
  const hidden = await hiddenAt(git, root, base);
  const changes = await changesSince(root, base);
  const problems = changes.flatMap(({ change, path, from = path }): Problem[] => {
    const id = change === 'removed' || change === 'renamed' ? idOfFile(from) : undefined;
    if (!isLost(id) || hidden.has(id) || hidden.has(partOf(id, insideLayer(from)))) return [];
    const to = change === 'renamed' ? idOfFile(path) : undefined;
    return [
      {
        file: to === undefined ? from : path,
        line: 1,
        column: 1,
        message: `"${id}" was ${to === undefined ? 'removed' : 'renamed'} and nothing leads on from it`,
        fix: `Run npm run move -- ${id} ${to ?? '<the page that takes over>'}`,
      },
    ];
  });
  return about('redirects', problems);
}

/** Names that are hidden now or were at a commit. Pages without readers need no redirect. */
async function hiddenAt(git: Git, root: string, base: string): Promise<Set<string>> {
  const now = readSettings(root).settings?.hidden ?? [];
  const file = settingsFile(LAYERS[1]);
  const text = await git(['cat-file', 'blob', `${base}:./${file}`], { codes: [0, 128] });
  let then: unknown;
  try {
    then = (parse(text) as { hidden?: unknown } | null)?.hidden;
  } catch {
    // Invalid settings have hidden nothing.
  }
  return new Set([...now, ...(Array.isArray(then) ? then.map(String) : [])]);
}
