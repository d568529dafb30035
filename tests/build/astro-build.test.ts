import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { takeLock } from '#load/lock.ts';
import { filesIn } from '#publish/built-files.ts';
import { CACHE_LOCK } from '#site/build-cache.ts';
import { openIndex } from '../../scripts/search.ts';
import { makeSite, plainEnvironment, root, runIn, type Site } from '../helpers.ts';
import { differences } from './output.ts';

// Hosts run `astro build`, and not our script: it has to be the whole build.

let site: Site;
/** The search of an edition is opened without a server, by another `fetch` in the place of this one. */
const fetchPage = fetch;
const astro = join(root, 'node_modules/astro/bin/astro.mjs');
const build = (environment: Record<string, string> = {}) =>
  runIn(site.folder, process.execPath, [astro, 'build'], environment);

const page = (title: string, audience: string) =>
  `---\nkind: guide\ntitle: ${title}\ndescription: What it is.\nowner: editors\nreviewed: [{day: 2026-01-15, outcome: edited}]\nsources:\n  - source: a-book\nprovenance: editorial\naudience: ${audience}\n---\n\nWords for ${audience}.\n`;

/** The address of a server, once it prints it. */
function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    for (const stream of [server.stdout, server.stderr])
      stream?.on('data', (chunk) => {
        printed += chunk;
        const [found] = /http:\/\/localhost:\d+/.exec(printed) ?? [];
        if (found) resolve(found);
      });
    server.on('close', () => reject(new Error(`astro dev ended:\n${printed}`)));
  });
}

/** The words of the main part of a page, without scripts and styles. */
function wordsIn(html: string): string[] {
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
  const text = main.replace(/<(script|style)\b[\s\S]*?<\/\1>|<!--[\s\S]*?-->|<[^>]*>/g, ' ');
  return text.split(/\s+/).filter((word) => word !== '');
}

/** What the search of an edition answers to some words, one after the other. */
async function answers(output: string, words: readonly string[]): Promise<string[][]> {
  const ask = await openIndex(output);
  const found: string[][] = [];
  for (const word of words) found.push(await ask(word));
  return found;
}

beforeAll(() => {
  site = makeSite();
  site.write('content/playbook.yaml', `${site.read('content/playbook.yaml')}audience: public\n`);
  site.write('content/guides/qzinside.mdx', page('Qzinside', 'internal'));
  site.write('content/guides/qzstaff.mdx', page('Qzstaff', 'internal'));
  site.write('content/guides/qztop.mdx', page('Qztop', 'leads'));
});
afterAll(() => site.remove('.'));

describe('astro build', () => {
  test('makes the widest edition, and says what it leaves out and how to build that', async () => {
    const { code, output } = await build();
    expect(code, output).toBe(0);
    expect(output).toContain('This is the edition for public. It leaves out 2 pages for internal, 1 page for leads.');
    expect(output).toContain('npm run build -- --edition leads builds everything.');
    expect(readdirSync(join(site.folder, 'dist/guides')).sort()).toEqual(['index.html', 'trust', 'words']);
    for (const file of ['_headers', 'pagefind/pagefind-entry.json', 'pagefind/facets.json', '../dist.nginx.conf'])
      expect(existsSync(join(site.folder, 'dist', file)), file).toBe(true);
    expect(site.read('dist/guides/trust/index.html')).toContain('http-equiv="Content-Security-Policy"');
  });

  test('makes the same files as npm run build, and the search answers the same', async () => {
    const environment = { EDITION: 'leads' };
    const plain = await build(environment);
    expect(plain.code, plain.output).toBe(0);
    // What is damaged in a cache is made again.
    for (const file of ['dist/guides/trust/index.html', 'dist/guides/words/index.html', 'data-store.json']) {
      const cached = `node_modules/.astro/leads/${file}`;
      site.write(cached, site.read(cached).replace('Words', 'Wounds').slice(0, -9));
    }
    const script = await runIn(site.folder, process.execPath, ['scripts/build.ts', '--edition', 'leads']);
    expect(script.code, script.output).toBe(0);
    const [one, other] = [join(site.folder, 'dist'), join(site.folder, 'dist.leads')];
    expect(differences(one, other)).toEqual([]);
    const words =
      site
        .read('content/guides/trust.mdx')
        .match(/\p{L}{3,}/gu)
        ?.slice(0, 30) ?? [];
    expect(words).toHaveLength(30);
    expect(await answers(one, words)).toEqual(await answers(other, words));
  });

  test('shows in each page what astro dev shows', async () => {
    const server = spawn(process.execPath, [astro, 'dev', '--port', '0'], {
      cwd: site.folder,
      env: { ...plainEnvironment(), NO_COLOR: '1', ASTRO_TELEMETRY_DISABLED: '1', SOURCE_DATE_EPOCH: '1782820800' },
    });
    try {
      const address = await addressOf(server);
      const pages = filesIn(join(site.folder, 'dist.leads')).filter((file) => /^\w+\/\w+\/index\.html$/.test(file));
      expect(pages.length).toBeGreaterThan(8);
      for (const file of pages) {
        const response = await fetchPage(`${address}/${file.replace('index.html', '')}`);
        expect(wordsIn(await response.text()), file).toEqual(wordsIn(site.read(`dist.leads/${file}`)));
      }
    } finally {
      server.kill();
    }
  });

  test.each<[what: string, environment: Record<string, string>, file: string, text: string, report: string]>([
    [
      'an edition that is not there',
      { EDITION: 'everybody' },
      'content/guides/trust.mdx',
      '',
      'There is no edition "everybody". The audiences in the settings are public, internal, leads.',
    ],
    ['a page without front matter', {}, 'content/guides/bad.mdx', 'Words.\n', 'content/guides/bad.mdx:1:1  '],
    ['a page with code', {}, 'content/guides/trust.mdx', '\n{1 + 1}\n', 'content/guides/trust.mdx:'],
    [
      'a link to no page',
      { EDITION: 'leads' },
      'content/guides/trust.mdx',
      '\n[a](/b/)\n',
      'content/guides/trust.mdx:',
    ],
    ['settings that are no YAML', {}, 'content/playbook.yaml', '\n\t- [', 'content/playbook.yaml:'],
    ['an unknown setting', {}, 'content/playbook.yaml', '\ntitel: A\n', 'content/playbook.yaml:'],
    ['a file that is no picture', {}, 'public/a.png', 'words', 'public/a.png:1:1  '],
  ])('stops at %s, and prints the report alone', async (_what, environment, file, added, report) => {
    const before = existsSync(join(site.folder, file)) ? site.read(file) : undefined;
    site.write(file, (before ?? '') + added);
    const { code, output } = await build(environment);
    if (before === undefined) site.remove(file);
    else site.write(file, before);
    expect(code, output).toBe(1);
    expect(output.startsWith(report), output).toBe(true);
    expect(output).not.toMatch(/^ +at |\[ERROR\]|Stack trace/m);
  });

  test('stops beside another build, whichever command runs it', async () => {
    const before = site.read('dist.leads/index.html');
    const release = takeLock(join(site.folder, CACHE_LOCK), 'astro build');
    const script = runIn(site.folder, process.execPath, ['scripts/build.ts', '--edition', 'leads']);
    for (const { code, output } of [await build(), await script]) {
      expect(code).toBe(1);
      expect(output).toMatch(/^astro build is running here already: process \d+ on \S+, since \S+Z {2}Wait until/m);
      expect(output).not.toMatch(/^ +at |\[ERROR\]|Stack trace/m);
    }
    release();
    expect(site.read('dist.leads/index.html')).toBe(before);
  });

  test.each<[what: string, environment: Record<string, string>, settings: string, report: string]>([
    ['settings that are no YAML', {}, 'title: [\n', 'content/playbook.yaml:1:1  '],
    ['settings that are empty', {}, '', 'content/playbook.yaml:1:1  '],
    ['an edition that is not there', { EDITION: 'everybody' }, '', 'There is no edition "everybody".'],
  ])('astro dev ends at %s, and prints the report alone', async (_what, environment, settings, report) => {
    const before = site.read('content/playbook.yaml');
    if (Object.keys(environment).length === 0) site.write('content/playbook.yaml', settings);
    const { code, output } = await runIn(site.folder, process.execPath, [astro, 'dev', '--port', '0'], environment);
    site.write('content/playbook.yaml', before);
    expect(code, output).toBe(1);
    expect(output.startsWith(report), output).toBe(true);
    expect(output).not.toMatch(/^ +at |\[ERROR\]|Stack trace/m);
  });

  test('leaves an empty output where a check of the pages finds something', async () => {
    const footer = 'src/components/starlight/Footer.astro';
    const before = site.read(footer);
    site.write(footer, `${before}\n<script is:inline>window.foreign = true;</script>\n`);
    const { code, output } = await build();
    site.write(footer, before);
    expect(code).toBe(1);
    expect(output).toMatch(/^index\.html:\d+:\d+ {2}This build did not make the code in <script>/m);
    expect(output).toMatch(/The build failed with \d+ errors\./);
    expect(output).not.toContain('    at ');
    expect(readdirSync(join(site.folder, 'dist'))).toEqual([]);
  });
});
