import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeSite, root, runIn, type Site } from '../helpers.ts';

// Files that are not what they seem, in a whole site: a build ends before anything is written, and `astro dev` shows none.

const CANARY = 'qzcanary';
const PAGE = `---
kind: guide
title: Secret
description: What it is.
owner: editors
reviewed: [{day: 2026-01-15, outcome: edited}]
sources: [{source: a-book}]
provenance: editorial
---

Words with ${CANARY}.
`;

let outside: string;
let site: Site;
const link = (name: string, target: string) => symlinkSync(join(outside, target), join(site.folder, name));

beforeAll(() => {
  outside = mkdtempSync(join(tmpdir(), 'outside-'));
  writeFileSync(join(outside, 'secret.mdx'), PAGE);
  writeFileSync(join(outside, 'secret.txt'), CANARY);
  site = makeSite();
  link('content/guides/secret.mdx', 'secret.mdx');
  link('public/h.txt', 'secret.txt');
  // To read or watch what these lead to would take minutes, or never end.
  symlinkSync('/', join(site.folder, 'content/guides/disk'));
  symlinkSync('/dev/zero', join(site.folder, 'content/guides/zero.mdx'));
});
afterAll(() => {
  site.remove('.');
  rmSync(outside, { recursive: true, force: true });
});

describe('astro dev', () => {
  let server: ChildProcess;
  let address: string;
  const textAt = async (path: string) => (await fetch(address + path)).text();

  beforeAll(async () => {
    // With VITEST set, Vite watches no files.
    const { BASE_URL, MODE, DEV, PROD, SSR, NODE_ENV, VITEST, ...environment } = process.env;
    server = spawn(process.execPath, [join(root, 'node_modules/astro/bin/astro.mjs'), 'dev', '--port', '0'], {
      cwd: site.folder,
      env: { ...environment, NO_COLOR: '1', ASTRO_TELEMETRY_DISABLED: '1' },
    });
    let output = '';
    address = await new Promise<string>((resolve, reject) => {
      for (const stream of [server.stdout, server.stderr]) {
        stream?.on('data', (chunk) => {
          output += chunk;
          const [found] = /http:\/\/localhost:\d+/.exec(output) ?? [];
          if (found) resolve(found);
        });
      }
      server.on('close', () => reject(new Error(`astro dev ended:\n${output}`)));
    });
  });
  afterAll(() => {
    server?.kill();
  });

  test('shows what is wrong in the place of a page behind a link, and none of its words', async () => {
    expect(await textAt('/guides/secret/')).toContain('This is a link to another file or folder');
    expect((await textAt('/guides/secret/?as-it-is')).includes(CANARY)).toBe(false);
    expect(await textAt('/guides/trust/')).toContain('<h1');
  });

  test.each(['/h.txt', '/h.txt?x', '/%68.txt', '/./h.txt', '/x/../h.txt'])(
    'gives no file behind a link: %s',
    async (path) => {
      expect(await textAt(path)).not.toContain(CANARY);
    },
  );

  test('takes in no link that is made while it runs', async () => {
    expect(await textAt('/guides/words/')).toContain('<h1');
    const file = join(site.folder, 'content/guides/words.mdx');
    renameSync(file, join(outside, 'words.mdx'));
    writeFileSync(join(outside, 'words.mdx'), PAGE);
    symlinkSync(join(outside, 'words.mdx'), file);
    await expect.poll(async () => (await textAt('/guides/words/')).includes('This is a link')).toBe(true);
    await expect.poll(async () => (await textAt('/guides/words/?as-it-is')).includes(CANARY)).toBe(false);
  });
});

test('a build reports each, and writes and runs nothing', async () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="${CANARY}" viewBox="0 0 9 9"/>`;
  site.write('content/guides/evil.svg', svg);
  site.write('public/.env', CANARY);
  site.write('content/redirects.yaml', '"../../outside": guides/trust\n"guides/[...slug]": guides/trust\n');
  const before = readdirSync(site.folder);
  const { code, output } = await runIn(site.folder, process.execPath, ['scripts/build.ts']);
  expect(code).toBe(1);
  expect(
    output
      .split('\n')
      .filter((line) => /^(content|public)\//.test(line))
      .map((line) => line.split('  ')[0]),
  ).toEqual([
    'content/guides/disk:1:1',
    'content/guides/evil.svg:1:1',
    'content/guides/secret.mdx:1:1',
    'content/guides/words.mdx:1:1',
    'content/guides/zero.mdx:1:1',
    'content/redirects.yaml:1:1',
    'content/redirects.yaml:2:1',
    'public/.env:1:1',
    'public/h.txt:1:1',
  ]);
  expect(output).not.toMatch(/^\s+at |node:internal/m);
  expect(readdirSync(site.folder).filter((name) => !before.includes(name))).toEqual([]);
  expect(existsSync(join(site.folder, 'dist'))).toBe(false);
  expect(existsSync(join(site.folder, '..', 'outside'))).toBe(false);
  expect(readFileSync(join(outside, 'secret.txt'), 'utf8')).toBe(CANARY);
});
