import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { filesIn } from '#publish/built-files.ts';
import { differences } from '../build/output.ts';
import { root, runIn } from '../helpers.ts';
import { type Edit, Edited, INDEX } from './edits.ts';

// A build on top of what earlier builds kept gives, byte for byte, what a build gives that has nothing of before.
//
// EDITS=50 npx vitest run --project nightly tests/nightly/equality.test.ts
//   builds after each edit, that many of them at random, in both editions, and anew from nothing after every tenth;
//   takes half an hour. Without it there are few builds, so that a stale byte is found but not by which edit.

/** Whether to build after each edit. */
const whole = process.env['EDITS'] !== undefined;
/** How many edits are made at random, after one of each kind. */
const EDITS = Number(process.env['EDITS'] ?? 50);
/** After how many builds the output is compared with that of a build from nothing; the last one always is. */
const COMPARED = 10;
/** The narrowest edition has the page for maintainers; only another shows what an audience does. */
const EDITIONS = whole ? ['internal', 'leads'] : ['internal'];
/** An edit is one commit, a day after the one before. */
const BEGIN = Date.UTC(2026, 1, 1, 12);

/** In milliseconds, as much as half a minute for each build. */
const PATIENCE = whole ? 3_600_000 : 300_000;

/** What a build leaves in the folder of a site; without it the next one starts from nothing. */
const MADE = /^(node_modules|\.astro|dist.*)$/;

async function build(folder: string, edition: string, after: string): Promise<void> {
  const { code, output } = await runIn(folder, process.execPath, ['scripts/build.ts', '--edition', edition]);
  expect(code, `The build after ${after} failed:\n${output}`).toBe(0);
}

async function commit(folder: string, message: string, number: number): Promise<void> {
  const day = new Date(BEGIN + number * 86_400_000).toISOString();
  const who = ['-c', 'user.name=T', '-c', 'user.email=t@example.com', '-c', 'commit.gpgSign=false'];
  const how = { GIT_AUTHOR_DATE: day, GIT_COMMITTER_DATE: day };
  await runIn(folder, 'git', ['add', '--all', 'content', 'org']);
  await runIn(folder, 'git', [...who, 'commit', '--quiet', '--allow-empty', '-m', message], how);
}

/** What a build from nothing makes otherwise. */
async function staleBytes(folder: string, edition: string, after: string): Promise<string[]> {
  const clean = mkdtempSync(join(root, '.sites/clean-'));
  try {
    cpSync(folder, clean, { recursive: true, filter: (file) => !MADE.test(basename(file)) });
    await build(clean, edition, after);
    const output = `dist.${edition}`;
    return differences(join(folder, output), join(clean, output)).map((what) => `${what}, after ${after}`);
  } finally {
    rmSync(clean, { recursive: true, force: true });
  }
}

/** Whether a file of the output, or one in a folder of it, holds a text. */
function holds(output: string, file: string, text: string): boolean {
  const files =
    file === INDEX || file === '_astro' ? filesIn(join(output, file)).map((name) => join(file, name)) : [file];
  return files.some((name) => {
    const bytes = readFileSync(join(output, name));
    return (file === INDEX ? gunzipSync(bytes) : bytes).includes(text);
  });
}

describe.each(EDITIONS)('on top of what earlier builds kept, the edition for %s', (edition) => {
  test(`shows each edit, and is what a build from nothing makes, over ${EDITS} edits`, {
    timeout: PATIENCE,
  }, async () => {
    const edited = new Edited(edition);
    const { folder } = edited.site;
    const output = join(folder, `dist.${edition}`);
    const failures: string[] = [];
    let pending: Edit[] = [];
    let builds = 0;
    const built = async (isCompared: boolean) => {
      const names = pending.map(({ name }) => name).join(', ');
      await build(folder, edition, names);
      for (const { name, shown = [] } of pending) {
        const missing = shown.filter(([file, text]) => !holds(output, file, text));
        failures.push(...missing.map(([file, text]) => `${file} does not hold "${text}", after ${name}`));
      }
      pending = [];
      if (isCompared || ++builds % COMPARED === 0) failures.push(...(await staleBytes(folder, edition, names)));
    };
    try {
      await runIn(folder, 'git', ['init', '--quiet']);
      await commit(folder, 'Begin', 0);
      await build(folder, edition, 'nothing');
      const kinds = edited.each();
      // A setting or code changes all pages; what only some of them show is seen before.
      const words = kinds.findIndex(({ name }) => name === 'a setting');
      expect(words).toBeGreaterThan(0);
      for (const { name, shown = [] } of kinds) {
        const early = shown.filter(
          ([file, text]) => file !== 'xfile.txt' && text[0] === 'X' && holds(output, file, text),
        );
        failures.push(...early.map(([file]) => `${file} shows ${name} before it`));
      }
      for (let number = 1; number <= kinds.length + EDITS; number++) {
        const edit = kinds[number - 1] ?? edited.any();
        edit.edit();
        await commit(folder, `Edit ${edit.name}`, number);
        pending.push(edit);
        const isLast = number === kinds.length + EDITS;
        if (whole || isLast || number === words || number === kinds.length) await built(isLast || number === words);
        expect(failures).toEqual([]);
      }
    } finally {
      edited.site.remove('.');
    }
  });
});
