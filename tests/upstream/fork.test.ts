import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parse, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { readHandbook } from '#check/handbook.ts';
import { formatProblem } from '#schema/problem.ts';
import { isOrganisationFile } from '#upstream/paths.ts';
import { root, temporaryFolder } from '../helpers.ts';
import { at, copyOf, forkOf, plainGit, type Repository } from '../repository.ts';

// This project itself is upstream: all its files, three versions of them, and an organisation on each way to adopt it.

const all = temporaryFolder();
let up: Repository;
let ours: Choice;

/** What the organisation does to upstream, chosen so that none of it names another part of it. */
interface Choice {
  replaced: string[];
  annotated: string[];
  terms: string[];
  hidden: string[];
  renamed: string[];
}

const guide = (title: string, body: string) =>
  `---\nkind: guide\ntitle: ${title}\ndescription: What ${title} is about.\nowner: handbook\nreviewed: [{day: 2026-01-15, outcome: edited}]\nsources:\n  - source: four-pillars\nprovenance: editorial\n---\n\n${body}\n`;
const note = (words: string) => `---\nowner: our-editors\nreviewed: 2026-01-15\n---\n\n${words}\n`;
const fileOf = (id: string) => `content/${id}.mdx`;
const mentions = (text: string, id: string) => new RegExp(`(?<![\\w-])${id}(?![\\w-])`).test(text);

beforeAll(() => {
  plainGit();
  up = makeUpstream();
  ours = choose();
  makeVersions();
}, 60_000);
afterAll(() => vi.unstubAllEnvs());

function makeUpstream(): Repository {
  const folder = join(all, 'upstream');
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
  for (const file of tracked.filter((path) => !isOrganisationFile(path))) cpSync(join(root, file), join(folder, file));
  const made = at(folder);
  made.git('init', '--quiet', '--initial-branch=main');
  made.write('content/guides/short-lived.mdx', guide('Short-lived', 'It goes.'));
  made.write('content/guides/called-one.mdx', guide('Called one', 'It moves.'));
  made.commit('Begin');
  made.git('tag', 'v1');
  return made;
}

function choose(): Choice {
  const { pages } = readHandbook(up.folder);
  const guides = pages.filter(({ data, id }) => data?.kind === 'guide' && !/short-lived|called-one/.test(id));
  const others = guides.map(({ id }) => id).filter((id) => id !== 'guides/trust' && id !== 'guides/glossary');
  // The first of each is renamed later on. The one with a note goes from its address, so nobody may link to it there.
  const [moving] = others.filter((id) =>
    others.every((other) => other === id || !mentions(up.read(fileOf(other)), id)),
  );
  const rest = others.filter((id) => id !== moving);
  const terms: { id: string; page?: string }[] = parse(up.read('content/data/terms/terms.yaml'));
  return {
    replaced: rest.slice(0, 10),
    annotated: [moving as string, rest[10] as string],
    // Those that name a page change where the page moves.
    terms: terms.flatMap(({ id, page }) => (page ? [] : [id])).slice(0, 2),
    hidden: pages
      .filter(({ data }) => data?.kind === 'scenario')
      .slice(0, 5)
      .map(({ id }) => id),
    renamed: pages
      .filter(({ data }) => data?.kind === 'role')
      .slice(0, 3)
      .map(({ id }) => id),
  };
}

/** The second version changes half of what the organisation stands on, the third changes every file. */
function makeVersions(): void {
  for (const id of half()) up.append(fileOf(id), '\nA sentence of the second version.\n');
  defineAnew(ours.terms[0] as string, 'The second definition.');
  up.commit('Change half');
  up.git('tag', 'v2');
  for (const file of up.git('ls-files', '-z').split('\0').filter(Boolean)) {
    up.append(file, changeTo(file));
  }
  defineAnew(ours.terms[1] as string, 'The third definition.');
  const moves = [ours.replaced[0], ours.annotated[0], 'guides/called-one'] as string[];
  for (const file of up
    .git('ls-files', '-z', 'content')
    .split('\0')
    .filter((path) => /\.(mdx|yaml)$/.test(path))) {
    const text = up.read(file);
    const moved = moves.reduce(
      (now, id) => now.replace(new RegExp(`(?<![\\w-])${id}(?![\\w-])`, 'g'), `${id}-now`),
      text,
    );
    if (moved !== text) up.write(file, moved);
  }
  for (const id of moves) up.rename(fileOf(id), fileOf(`${id}-now`));
  up.append('content/redirects.yaml', moves.map((id) => `${id}: ${id}-now\n`).join(''));
  up.remove('content/guides/short-lived.mdx');
  for (const number of [1, 2, 3]) {
    up.write(`content/guides/added-${number}.mdx`, guide(`Added ${number}`, 'It is new.'));
  }
  up.commit('Change everything');
  up.git('tag', 'v3');
}

/** The pages of the organisation that the second version changes. */
function half(): string[] {
  return [...ours.replaced.slice(0, 5), ours.annotated[0] as string];
}

function defineAnew(id: string, definition: string): void {
  const document = parseDocument(up.read('content/data/terms/terms.yaml'));
  const entry = (document.contents as YAMLSeq<YAMLMap>).items.find((item) => item.get('id') === id);
  entry?.set('definition', definition);
  up.write('content/data/terms/terms.yaml', document.toString());
}

/** A change that leaves each kind of file what it is. */
function changeTo(file: string): string {
  if (/\.mdx?$/.test(file)) return '\nA sentence of the third version.\n';
  if (/\.ya?ml$/.test(file)) return '# A comment of the third version.\n';
  if (/\.(ts|mjs)$/.test(file)) return '// A comment of the third version.\n';
  if (/\.css$/.test(file)) return '/* A comment of the third version. */\n';
  return /\.(png|jpg|ico)$/.test(file) ? '\0' : '\n';
}

async function makeOurs(fork: Repository): Promise<void> {
  await fork.adopt('--title', 'Our playbook');
  for (const id of ours.replaced) fork.write(`org/${fileOf(id)}`, `${fork.read(fileOf(id))}\nA sentence of ours.\n`);
  for (const number of [1, 2, 3, 4, 5]) {
    fork.write(`org/content/guides/own-${number}.mdx`, guide(`Our own ${number}`, 'Ours.'));
  }
  // The first note is the one that adopting wrote, on the page on trust.
  for (const id of ours.annotated) fork.write(`org/notes/${id}.mdx`, note(`What we add to ${id}.`));
  for (const id of ours.terms) fork.write(`org/notes/data/terms/${id}.mdx`, note(`What we call ${id}.`));
  fork.write('org/logo.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>\n');
  const titles = ours.renamed.map((id, index) => `  ${id}: Seat ${index + 1}\n`).join('');
  const more = `audience: public\nhidden: [${ours.hidden.join(', ')}]\ntitles:\n${titles}`;
  fork.write('org/playbook.yaml', `${fork.read('org/playbook.yaml')}${more}`);
  fork.commit('Make it ours');
}

/** The files of a commit with their modes and ids, on one side of the organisation's border. */
function filesOf({ git }: Repository, commit: string, inside: boolean): string[] {
  const pathOf = (line: string) => line.slice(line.indexOf('\t') + 1);
  return git('ls-tree', '-r', commit)
    .split('\n')
    .filter((line) => isOrganisationFile(pathOf(line)) === inside && pathOf(line) !== 'org/upstream.yaml');
}

describe.each([
  ['a fork', forkOf],
  ['a copy without common history', copyOf],
] as const)('%s of this project', { timeout: 120_000 }, (name, make) => {
  let fork: Repository;
  let inside: string[];
  const problems = () => readHandbook(fork.folder).problems.map(formatProblem);
  const drift = async () =>
    (await fork.json('--no-diff')).drift.map(({ verb, path, entry, change }) =>
      [verb, entry ?? path, change].join(' '),
    );

  beforeAll(async () => {
    up.git('reset', '--quiet', '--hard', 'v1');
    fork = make(up, name);
    await makeOurs(fork);
    inside = filesOf(fork, 'HEAD', true);
  }, 120_000);

  test('has no problem, and no drift', async () => {
    expect(problems()).toEqual([]);
    expect(await drift()).toEqual([]);
    expect((await fork.json()).overrides).toBe(15);
    fork.commit('Keep the records');
  });

  test('hears exactly which of its own stand on something that changed', async () => {
    up.git('reset', '--quiet', '--hard', 'v2');
    const changed = [
      ...ours.replaced.slice(0, 5).map((id) => `replace ${fileOf(id)} changed`),
      `annotate ${fileOf(ours.annotated[0] as string)} changed`,
      `annotate ${ours.terms[0]} changed`,
    ];
    expect((await drift()).sort()).toEqual(changed.sort());
    expect((await fork.upstream('--to', 'v2')).code).toBe(0);
    expect(problems()).toEqual([]);
    expect((await drift()).sort()).toEqual(changed.sort());
    await fork.upstream('--seen', 'all');
    expect(await drift()).toEqual([]);
    fork.commit('Note what was compared');
  });

  test('takes in a version that changes every file, without a conflict', async () => {
    up.git('reset', '--quiet', '--hard', 'v3');
    const { code, output } = await fork.upstream('--to', 'main', '--no-diff');
    expect(code, output).toBe(0);
    expect(filesOf(fork, 'HEAD', false)).toEqual(filesOf(up, 'v3', false));
    expect(filesOf(fork, 'HEAD', true)).toEqual(inside);
    expect(fork.git('status', '--porcelain')).toBe('');
  });

  test('has drift on everything that it stands on, but not on the term that stayed', async () => {
    const [replacedFirst, ...replaced] = ours.replaced.map(fileOf);
    const [annotatedFirst, ...annotated] = [...ours.annotated, 'guides/trust'].map(fileOf);
    expect((await drift()).sort()).toEqual(
      [
        `replace ${replacedFirst} renamed`,
        ...replaced.map((file) => `replace ${file} changed`),
        `annotate ${annotatedFirst} renamed`,
        ...annotated.map((file) => `annotate ${file} changed`),
        `annotate ${ours.terms[1]} changed`,
      ].sort(),
    );
  });

  test('has the problems of what upstream renamed under its own, and no other', () => {
    const [replaced, annotated] = [ours.replaced[0], ours.annotated[0]] as [string, string];
    expect(problems()).toEqual([
      `org/content/${replaced}.mdx:1:1  "${replaced}" has moved  Rename the file to org/content/${replaced}-now.mdx, to take the place of the page there, or give it a name of its own`,
      expect.stringMatching(
        `^org/content/${replaced}.mdx:\\d+:\\d+  The title ".*" is taken by content/${replaced}-now.mdx`,
      ),
      `org/notes/${annotated}.mdx:1:1  "${annotated}" has moved  Rename the note to org/notes/${annotated}-now.mdx`,
    ]);
    for (const [folder, id] of [
      ['content', replaced],
      ['notes', annotated],
    ]) {
      fork.rename(`org/${folder}/${id}.mdx`, `org/${folder}/${id}-now.mdx`);
    }
    expect(problems()).toEqual([]);
  });
});
