import { type FileChange, gitIn, readTexts } from '#load/git.ts';
import { insideLayer, ORGANISATION, readLayers } from '#load/layers.ts';
import { partOf } from '#load/pages.ts';
import { readRedirects } from '#load/redirect-files.ts';
import { readSettings, settingsFile } from '#load/settings-files.ts';
import { readYaml } from '#load/yaml.ts';
import { about, type Problem } from '#schema/problem.ts';
import { idOfFile } from './changelog.ts';

/**
 * Finds the pages that existed at a commit, are gone now and have no redirect.
 * @param root The folder of the handbook.
 * @param changes The changes since the commit.
 */
export async function lostPages(root: string, base: string, changes: readonly FileChange[]): Promise<Problem[]> {
  const { files, overridden } = readLayers(root);
  const { redirects } = readRedirects(root, [...overridden, ...files]);
  // Every handbook has a home page and a 404 page, and neither needs a redirect.
  const known = new Set([
    ...files.map(({ file }) => idOfFile(file)),
    ...redirects.map(({ from }) => from),
    'index',
    '404',
  ]);
  const hidden = await hiddenNames(root, base);
  const problems = changes.flatMap(({ change, path, from = path }): Problem[] => {
    const id = change === 'removed' || change === 'renamed' ? idOfFile(from) : undefined;
    if (id === undefined || known.has(id)) return [];
    if (hidden.has(id) || hidden.has(partOf(id, insideLayer(from)))) return [];
    const to = change === 'renamed' ? idOfFile(path) : undefined;
    const message = `"${id}" was ${to === undefined ? 'removed' : 'renamed'} and nothing leads on from it`;
    const fix = `Run npm run move -- ${id} ${to ?? '<the page that takes over>'}`;
    return [{ file: to === undefined ? from : path, line: 1, column: 1, message, fix }];
  });
  return about('redirects', problems);
}

/** Names that the organisation hides now or did at a commit. Pages without readers need no redirect. */
async function hiddenNames(root: string, base: string): Promise<Set<string>> {
  const file = settingsFile(ORGANISATION);
  const [text = ''] = await readTexts(gitIn(root), [`${base}:./${file}`]);
  const before = (readYaml(file, text).located?.value as { hidden?: unknown } | null | undefined)?.hidden;
  const now = readSettings(root).settings?.hidden ?? [];
  return new Set([...now, ...(Array.isArray(before) ? before.map(String) : [])]);
}
