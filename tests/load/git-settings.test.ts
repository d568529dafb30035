import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { diffsOf } from '#load/git.ts';
import { changeDates } from '#site/change-dates.ts';
import { changesSince } from '#upkeep/changes.ts';
import { lostPages } from '#upkeep/lost-pages.ts';
import { commitOf, differenceSince, readHistory } from '#upkeep/page-history.ts';
import { reviewProblems } from '#upkeep/review-log.ts';
import type { UpstreamReport } from '#upstream/drift.ts';
import { root, temporaryFolder } from '../helpers.ts';
import { at, forkOf, plainGit, type Repository } from '../repository.ts';

// What is read from git is the same whatever the settings of a person or machine are.

const folder = temporaryFolder();
let up: Repository;
let ours: Repository;
let plain: unknown;
let plainReport: UpstreamReport;

const lines = (word: string, changed = '') =>
  Array.from({ length: 30 }, (_, line) => (line === 15 && changed ? `${changed}\n` : `${word} ${line}\n\n`)).join('');

const guide = (title: string, body: string) => `---
kind: guide
title: ${title}
description: A page.
owner: editors
reviewed: [{day: 2026-01-31, outcome: edited}]
sources: [{source: a-book}]
provenance: derived
---

${body}`;

/** A handbook with pages that were added in the first commit, changed, renamed with another text, and removed. */
function makeUpstream(): Repository {
  mkdirSync(join(folder, 'up'));
  const made = at(join(folder, 'up'));
  made.git('init', '--quiet', '--initial-branch=main');
  cpSync(join(root, 'tests/fixtures/handbook/content'), join(made.folder, 'content'), { recursive: true });
  for (const name of ['äpfel', 'bold', 'calm', 'dull'])
    made.write(`content/guides/${name}.mdx`, guide(name, lines(name)));
  made.commit('Begin');
  made.git('tag', '-m', 'One', '1.0');
  return made;
}

function changeUpstream(): void {
  up.append('content/guides/äpfel.mdx', 'More.\n');
  up.write('content/guides/calm.mdx', guide('calm', lines('calm', 'calmer')));
  for (const [from, to] of [
    ['bold', 'brave'],
    ['dull', 'dim'],
  ])
    up.rename(`content/guides/${from}.mdx`, `content/guides/${to}.mdx`);
  up.write('content/guides/brave.mdx', guide('brave', lines('bold', 'braver')));
  up.commit('Change it');
  up.git('tag', '-m', 'Two', '2.0');
}

/** All that is read from git, of a branch with changes that are not committed. */
async function readAll(): Promise<unknown> {
  const base = await commitOf(up.folder, '1.0');
  const changes = await changesSince(up.folder, base);
  const warnings: string[] = [];
  return {
    dates: [...(await changeDates(up.folder, (warning) => warnings.push(warning)))],
    warnings,
    history: await readHistory(up.folder),
    changes,
    lost: await lostPages(up.folder, base, changes),
    reviews: await reviewProblems(up.folder, base, changes),
    difference: await differenceSince(up.folder, base),
    before: await commitOf(up.folder, '2026-02-04'),
    diffs: await diffsOf([
      [guide('calm', lines('calm')), guide('calm', lines('calm', 'calmer'))],
      ['a\n\nb\n', 'a\n\nc\n'],
      // Two changes with lines between them, and blocks that changed places.
      [lines('a'), lines('a', 'b').replace('a 0', 'b 0')],
      ['one\n{\n1\n}\n\ntwo\n{\n2\n}\n', 'two\n{\n2\n}\n\none\n{\n1\n}\n\nthree\n{\n}\n'],
      ['same\n', 'same\n'],
      [Buffer.from([0, 1]), Buffer.from([0, 2])],
    ]),
  };
}

beforeAll(async () => {
  plainGit();
  up = makeUpstream();
  ours = forkOf(up, 'ours');
  await ours.adopt('--title', 'Our playbook');
  ours.write('org/content/guides/calm.mdx', guide('calm', lines('ours')));
  ours.commit('Make it ours');
  changeUpstream();
  up.remove('content/guides/trust.mdx');
  up.write('content/guides/brave.mdx', guide('brave', lines('bold', 'bravest')));
  up.write('content/guides/new.mdx', guide('new', lines('new')));
  plain = await readAll();
  plainReport = await ours.json();
});
afterEach(() => {
  plainGit();
});
afterAll(() => vi.unstubAllEnvs());

/** Uses settings as those of the person, given as the text of `~/.gitconfig`. */
function useSettings(text: string): void {
  const file = join(folder, 'gitconfig');
  writeFileSync(file, text);
  vi.stubEnv('GIT_CONFIG_GLOBAL', file);
}

/** A program that prints nonsense and fails. */
function badProgram(name = 'bad'): string {
  const file = join(folder, name);
  writeFileSync(file, '#!/bin/sh\necho nonsense\nexit 1\n');
  chmodSync(file, 0o755);
  return file;
}

/** Settings, each as its sections and lines. */
const settings: Record<string, () => string> = {
  'colours, always': () => '[color]\nui=always\ndiff=always\nstatus=always\nbranch=always\n',
  'paths in quotation marks': () => '[core]\nquotePath=true\n',
  'signatures in the log': () => '[log]\nshowSignature=true\n',
  'no first commit in the log': () => '[log]\nshowRoot=false\n',
  'other formats of the log': () =>
    '[log]\ndate=relative\ndecorate=full\nfollow=true\nabbrevCommit=true\nmailmap=false\n[format]\npretty=oneline\n',
  'no prefixes in a diff': () => '[diff]\nnoprefix=true\n',
  'mnemonic prefixes in a diff': () => '[diff]\nmnemonicPrefix=true\n',
  'no renames': () => '[diff]\nrenames=false\n[status]\nrenames=false\n',
  'few renames': () => '[diff]\nrenameLimit=1\n',
  'another algorithm': () => '[diff]\nalgorithm=patience\nindentHeuristic=false\n',
  'more lines around a change': () => '[diff]\ncontext=9\ninterHunkContext=99\n',
  'no spaces on empty lines': () => '[diff]\nsuppressBlankEmpty=true\n',
  'another order of files': () => `[diff]\norderFile=${orderFile()}\n`,
  'paths from the present folder': () => '[diff]\nrelative=true\n[status]\nrelativePaths=false\n',
  'an external program for diffs': () => `[diff]\nexternal=${badProgram()}\n`,
  'a driver for all files': () =>
    `[core]\nattributesFile=${attributes('* diff=bad')}\n[diff "bad"]\ntextconv=${badProgram()}\ncommand=${badProgram()}\n`,
  'all files as binary': () => `[core]\nattributesFile=${attributes('* -diff')}\n`,
  'columns and another order of tags': () => '[column]\nui=always\n[tag]\nsort=-refname\n[versionsort]\nsuffix=-\n',
  'short ids': () => '[core]\nabbrev=4\n',
  'a monitor of files that fails': () => `[core]\nfsmonitor=${badProgram()}\n`,
  'hooks that fail': () => `[core]\nhooksPath=${hooks()}\n`,
  'a signature on each commit, and no key': () =>
    `[commit]\ngpgSign=true\n[tag]\ngpgSign=true\n[gpg]\nprogram=${badProgram()}\n`,
  'another branch to begin with': () => '[init]\ndefaultBranch=trunk\n',
  'a status of its own': () => '[status]\nshort=true\nbranch=true\nshowStash=true\nshowUntrackedFiles=no\n',
  'a split index': () => '[core]\nsplitIndex=true\nuntrackedCache=true\n[index]\nversion=4\n',
  'another encoding of the log': () => '[i18n]\nlogOutputEncoding=ISO-8859-1\ncommitEncoding=ISO-8859-1\n',
  'a fetch of its own': () =>
    '[fetch]\nprune=false\noutput=compact\npruneTags=true\nrecurseSubmodules=true\nall=true\n[remote "upstream"]\ntagOpt=--tags\n',
  'a pager': () => `[core]\npager=${badProgram()}\n[pager]\nlog=true\ndiff=true\ntag=true\n`,
  aliases: () => `[alias]\nlog=!${badProgram()}\ndiff=!${badProgram()}\n`,
  'the line ends of Windows': () => '[core]\nautocrlf=true\nsafecrlf=true\n',
};

function orderFile(): string {
  writeFileSync(join(folder, 'order'), '*new*\n*calm*\n*bold*\n');
  return join(folder, 'order');
}

function attributes(text: string): string {
  writeFileSync(join(folder, 'attributes'), `${text}\n`);
  return join(folder, 'attributes');
}

function hooks(): string {
  mkdirSync(join(folder, 'hooks'), { recursive: true });
  for (const name of ['pre-commit', 'commit-msg', 'post-checkout', 'post-index-change']) badProgram(`hooks/${name}`);
  return join(folder, 'hooks');
}

describe('git gives the same', () => {
  test('in a repository with everything in it', () => {
    expect(plain).toMatchObject({
      warnings: [],
      changes: expect.arrayContaining([
        { change: 'added', path: 'content/guides/new.mdx' },
        { change: 'changed', path: 'content/guides/äpfel.mdx' },
        expect.objectContaining({ change: 'renamed' }),
      ]),
      lost: expect.arrayContaining([expect.objectContaining({ message: expect.stringContaining('guides/trust') })]),
      history: { commits: [expect.anything(), expect.anything()], releases: [{ name: '1.0' }, { name: '2.0' }] },
    });
  });

  test.each(Object.entries(settings))('with settings for %s', async (_, text) => {
    useSettings(text());
    expect(await readAll()).toEqual(plain);
  });

  test('with those that leave commits and files alone at once, when what is new is brought in', async () => {
    const {
      'a signature on each commit, and no key': _signature,
      'the line ends of Windows': _lineEnds,
      ...others
    } = settings;
    const [one, two] = [forkOf(up, 'one'), forkOf(up, 'two')];
    for (const fork of [one, two]) {
      fork.git('reset', '--quiet', '--hard', '1.0');
      await fork.adopt('--title', 'Our playbook');
      fork.commit('Make it ours');
    }
    const expected = await one.upstream('--to', '2.0');
    useSettings(
      Object.values(others)
        .map((text) => text())
        .join(''),
    );
    const received = await two.upstream('--to', '2.0');
    plainGit();
    const { code, output } = expected;
    expect(code, output).toBe(0);
    expect(received).toEqual({ code, output: output.replaceAll('/one', '/two') });
    expect(two.git('status', '--porcelain')).toBe('');
    expect(two.git('rev-parse', 'HEAD^{tree}')).toBe(one.git('rev-parse', 'HEAD^{tree}'));
  });

  test('with all of them at once', async () => {
    useSettings(
      Object.values(settings)
        .map((text) => text())
        .join(''),
    );
    expect(await readAll()).toEqual(plain);
    expect(await ours.json()).toEqual(plainReport);
    expect(plainReport.drift).toMatchObject([{ change: 'changed' }]);
  });
});
