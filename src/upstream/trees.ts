import { join } from 'node:path';
import { type FileChange, fileChanges, type Git, listTree } from '#load/git.ts';
import { inTemporaryFolder } from '#load/temporary-folder.ts';
import { isOrganisationFile } from './paths.ts';

/**
 * Writes a tree of the upstream files of one commit and the organisation's files of another. The index and the files of
 * the repository are not changed.
 * @param upstream The commit for files of upstream.
 * @param organisation The commit for files of the organisation; there are none if left out.
 * @param blobs Blob ids of files to replace, by path.
 * @returns The id of the tree.
 */
export function writeMergedTree(
  git: Git,
  upstream: string,
  organisation?: string,
  blobs: Readonly<Record<string, string>> = {},
): Promise<string> {
  return inTemporaryFolder(async (folder) => {
    const index = join(folder, 'index');
    const organisationFiles = async (commit: string) =>
      (await listTree(git, commit)).filter(({ path }) => isOrganisationFile(path));
    const removed = await organisationFiles(upstream);
    const added = organisation ? await organisationFiles(organisation) : [];
    const lines = [
      ...removed.map(({ id, path }) => `0 ${'0'.repeat(id.length)}\t${path}`),
      ...added.map(({ mode, id, path }) => `${mode} ${id}\t${path}`),
      ...Object.entries(blobs).map(([path, id]) => `100644 ${id}\t${path}`),
    ];
    await git(['read-tree', upstream], { index });
    await git(['update-index', '-z', '--index-info'], { index, input: lines.map((line) => `${line}\0`).join('') });
    return (await git(['write-tree'], { index })).trim();
  });
}

/** Lists the files of upstream that differ between two commits or trees. */
export async function upstreamChanges(git: Git, before: string, after: string): Promise<FileChange[]> {
  const changes = fileChanges(await git(['diff-tree', '-r', '-z', '-M', '--name-status', before, after]));
  return changes.flatMap((change): FileChange[] => {
    const { path, from = path } = change;
    const [isFromOrganisation, isOrganisations] = [isOrganisationFile(from), isOrganisationFile(path)];
    if (isFromOrganisation === isOrganisations) return isOrganisations ? [] : [change];
    // A file moved into org/ is removed from upstream's files, and one moved out of org/ is added to them.
    return [isOrganisations ? { change: 'removed', path: from } : { change: 'added', path }];
  });
}
