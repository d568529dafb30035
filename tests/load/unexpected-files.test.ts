import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import sharp, { type FormatEnum } from 'sharp';
import { describe, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { formatProblem } from '#schema/problem.ts';
import { adopt } from '../../scripts/adopt.ts';
import { move } from '../../scripts/move.ts';
import { create } from '../../scripts/new.ts';
import { review } from '../../scripts/review.ts';
import type { Terminal } from '../../scripts/terminal.ts';
import { upstream } from '../../scripts/upstream.ts';
import { copyHandbook, outputOf, root, temporaryFolder } from '../helpers.ts';

// The good handbook of the fixtures with an organisation over it, and one thing in it that is not what it seems.

const all = temporaryFolder();

/** Words that stand outside of the handbook, where no link may bring them in from. */
const CANARY = 'qzcanary';
writeFileSync(join(all, 'outside.txt'), CANARY);
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>';

const site = () => {
  const folder = copyHandbook(all);
  const path = (name: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    return join(folder, name);
  };
  const write = (name: string, text: string | Buffer = '') => writeFileSync(path(name), text);
  write('org/playbook.yaml', 'title: Ours\n');
  write('org/content/words.yaml', '- roadmap\n');
  write('public/favicon.svg', SVG);
  return {
    folder,
    path,
    write,
    /** Moves something out of the handbook, and puts a link in its place. */
    moveOut(name: string) {
      cpSync(join(folder, name), `${folder}-out`, { recursive: true });
      rmSync(join(folder, name), { recursive: true });
      symlinkSync(`${folder}-out`, path(name));
    },
    link: (name: string, target: string) => symlinkSync(target, path(name)),
    check() {
      const handbook = readHandbook(folder, { today: '2026-06-30' });
      // Nothing of what a link leads to was read.
      expect(JSON.stringify([handbook, [...handbook.content.words]])).not.toContain(CANARY);
      return handbook.problems.map(formatProblem);
    },
  };
};

/** The problems of a handbook with one file more. */
function checkWith(name: string, text?: string | Buffer): string[] {
  const here = site();
  here.write(name, text);
  return here.check();
}

const LINK = 'This is a link to another file or folder  Put the file itself here, or delete the link';
const alone = (file: string, words: string) => [`${file}:1:1  ${words}`];

test('the handbook without anything unexpected has no problem', () => {
  const here = site();
  here.write('public/.well-known/security.txt', 'Contact: https://example.com/\n');
  here.write('public/Über uns (2).pdf', '%PDF');
  here.write('public/日本.txt', 'x');
  here.write('content/guides/A picture (1).svg', SVG);
  for (const name of [
    '.gitkeep',
    '.gitignore',
    '.gitattributes',
    '.DS_Store',
    'guides/.DS_Store',
    'guides/.x.mdx.swp',
  ]) {
    here.write(`content/${name}`);
    here.write(`org/content/${name}`);
    here.write(`org/notes/${name}`);
  }
  here.link('content/guides/.#trust.mdx', 'somebody@host.1:2');
  here.write('org/.editorconfig', '');
  here.write('org/.git/HEAD', 'x');
  expect(here.check()).toEqual([]);
});

describe('a link is refused, and never followed', () => {
  test.each([
    'content/guides/secret.mdx',
    'content/guides/secret.png',
    'content/guides/secret.svg',
    'content/guides/secret.txt',
    'content/data/terms/secret.yaml',
    'content/redirects.yaml',
    'content/words.yaml',
    'org/content/redirects.yaml',
    'org/content/guides/trust.mdx',
    'org/notes/guides/trust.mdx',
    'org/upstream.yaml',
    'org/README.md',
    'org/logo.svg',
    'org/.secret',
    'public/h.txt',
    'public/h.html',
    'public/deep/er/h.txt',
    'public/.well-known/h.txt',
    'public/.env',
  ])('%s, which leads outside', (name) => {
    const here = site();
    here.link(name, join(all, 'outside.txt'));
    expect(here.check()).toEqual(alone(name, LINK));
  });

  test.each([
    'content',
    'org',
    'public',
    'org/content',
    'content/guides',
    'content/data',
    'content/data/terms',
    'content/playbook.yaml',
    'content/index.mdx',
    'content/guides/trust.mdx',
    'content/guides/dot.png',
    'content/data/sources/a-book.yaml',
    'org/playbook.yaml',
    'org/content/words.yaml',
    'public/favicon.svg',
  ])('%s, which the rest needs', (name) => {
    const here = site();
    here.moveOut(name);
    expect(here.check()).toEqual(alone(name, LINK));
  });

  test.each([
    ['that dangles', 'nowhere'],
    ['to itself', 'loop'],
    ['to the folder above', '..'],
    ['to the folder it is in', '.'],
    ['to a file beside it', 'trust.mdx'],
    ['to the root of the system', '/'],
    ['to a device that never ends', '/dev/zero'],
  ])('one %s', (_name, target) => {
    for (const folder of ['content/guides', 'org/notes', 'public', 'org']) {
      const here = site();
      here.write('org/notes/.gitkeep');
      here.link(`${folder}/loop`, target);
      expect(here.check()).toEqual(alone(`${folder}/loop`, LINK));
    }
  });

  test('one that the settings name as the logo is one problem', () => {
    const here = site();
    here.write('org/playbook.yaml', 'logo: org/logo.svg\nicon: org/pictures/icon.svg\n');
    here.link('org/logo.svg', join(all, 'outside.txt'));
    here.write('org/own/icon.svg', SVG);
    here.link('org/pictures', 'own');
    expect(here.check().filter((line) => !line.includes('org/own/'))).toEqual([
      ...alone('org/logo.svg', LINK),
      ...alone('org/pictures', LINK),
    ]);
  });
});

test.each([
  'content/guides/pipe.mdx',
  'content/data/terms/pipe.yaml',
  'public/pipe',
  'org/playbook.yaml',
  'org/logo.svg',
])('a pipe is refused, and nobody waits for it: %s', (name) => {
  const here = site();
  rmSync(here.path(name), { force: true });
  execFileSync('mkfifo', [here.path(name)]);
  expect(here.check()).toEqual(alone(name, 'This is a pipe, a socket or a device, and no file  Delete it'));
});

describe('a name that starts with a dot', () => {
  test.each([
    ['.env', '.env'],
    ['.git/config', '.git'],
    ['.git/objects/ab/cd', '.git'],
    ['.htaccess', '.htaccess'],
    ['.DS_Store', '.DS_Store'],
    ['.gitkeep', '.gitkeep'],
    ['deep/.env', 'deep/.env'],
    ['deep/.well-known/x', 'deep/.well-known'],
    ['.well-known/.env', '.well-known/.env'],
    ['.well-known/.git/config', '.well-known/.git'],
    ['.well-knowns/x', '.well-knowns'],
    ['.well-known', '.well-known'],
    ['...', '...'],
  ])('is published with public/%s', (name, refused) => {
    const words = 'Its name starts with a dot, so most programs hide it and everybody could read it';
    const fix = 'Delete it, or rename it without the dot; only public/.well-known/ may stay';
    expect(checkWith(`public/${name}`, 'TOKEN=x')).toEqual(alone(`public/${refused}`, `${words}  ${fix}`));
  });

  test.each([
    ['content/.env', 'content/.env'],
    ['content/.git/config', 'content/.git'],
    ['content/.git', 'content/.git'],
    ['content/guides/.trust.mdx', 'content/guides/.trust.mdx'],
    ['content/guides/.swp/x', 'content/guides/.swp'],
    ['content/guides/.drafts/x.mdx', 'content/guides/.drafts'],
    ['content/data/.x.yaml', 'content/data/.x.yaml'],
    ['org/content/.git/hooks/x', 'org/content/.git'],
    ['org/content/guides/.env', 'org/content/guides/.env'],
    ['org/notes/.x.mdx', 'org/notes/.x.mdx'],
    ['content/.well-known/x', 'content/.well-known'],
  ])('is hidden with %s', (name, refused) => {
    const words = 'Its name starts with a dot, so most programs hide it  Delete it: nothing reads it here';
    expect(checkWith(name, 'x')).toEqual(alone(refused, words));
  });
});

describe('a file of the wrong kind', () => {
  test.each([
    ['content/guides/x.mdx', '.mdx'],
    ['content/data/terms/x.yaml', '.yaml'],
    ['content/data/terms.yaml', '.yaml'],
    ['content/redirects.yaml', '.yaml'],
    ['content/words.yaml', '.yaml'],
    ['content/guides/x.png', '.png'],
    ['org/content/guides/trust.mdx', '.mdx'],
    ['org/notes/guides/trust.mdx', '.mdx'],
    ['org/playbook.yaml', '.yaml'],
    ['org/upstream.yaml', '.yaml'],
    ['content/playbook.yaml', '.yaml'],
  ])('%s is a folder', (name, ending) => {
    const here = site();
    rmSync(here.path(name), { force: true });
    here.write(`${name}/inside.mdx`, 'x');
    const words = `This is a folder, and its name ends in ${ending}  Rename it without ${ending}, or put a file in its place`;
    expect(here.check()).toEqual(alone(name, words));
  });

  test.each(['content', 'public', 'org/content', 'org/notes'])('%s is a file', (name) => {
    const here = site();
    rmSync(here.path(name), { recursive: true, force: true });
    here.write(name, 'x');
    expect(here.check()).toEqual(alone(name, 'This is a file, and has to be a folder  Delete it'));
  });

  test.skipIf(process.getuid?.() === 0).each(['content/guides/trust.mdx', 'content/guides', 'public/favicon.svg'])(
    '%s may not be read',
    (name) => {
      const here = site();
      chmodSync(here.path(name), 0);
      const words = `You have no right to read it  Give yourself that right: chmod u+rX ${name}`;
      expect(here.check()).toEqual(alone(name, words));
      chmodSync(here.path(name), 0o700);
    },
  );

  test.each([
    ['content/guides/trust.mdx', 'a\0b'],
    ['content/playbook.yaml', 'title: a\0b'],
    ['content/data/terms/terms.yaml', '\0'],
    ['public/favicon.svg', SVG.replace('path', 'pa\0th')],
    ['content/guides/x.svg', Buffer.from(SVG, 'utf16le')],
  ])('%s holds a NUL byte', (name, text) => {
    const words = 'The file holds a NUL byte, so it is no text  Save it again with the encoding UTF-8';
    expect(checkWith(name, text).filter((line) => line.startsWith(name))).toEqual(alone(name, words));
  });
});

describe('a file that is too large is not read', () => {
  const most = 'Publish it elsewhere and link to it: a file has at most 200 MB';
  const text = 'Make several of it: a page or a data file has at most 1 MB';
  test.each([
    ['content/guides/trust.mdx', 3e9, '3000 MB', most],
    ['content/playbook.yaml', 3e9, '3000 MB', most],
    ['content/redirects.yaml', 3e9, '3000 MB', most],
    ['content/data/terms/terms.yaml', 3e9, '3000 MB', most],
    ['content/guides/dot.png', 3e9, '3000 MB', most],
    ['org/notes/guides/trust.mdx', 3e9, '3000 MB', most],
    ['org/upstream.yaml', 3e9, '3000 MB', most],
    ['public/film.mp4', 200_000_001, '200.1 MB', most],
    ['public/favicon.svg', 3e9, '3000 MB', most],
    ['content/guides/trust.mdx', 1_000_001, '1.1 MB', text],
    ['content/words.yaml', 2e6, '2 MB', text],
    ['org/playbook.yaml', 2e6, '2 MB', text],
    ['public/x.svg', 6e6, '6 MB', 'Simplify it, or save it as PNG: an SVG has at most 5 MB'],
  ])('%s of %d bytes', (name, size, shown, fix) => {
    const here = site();
    writeFileSync(here.path(name), '', { flag: 'a' });
    truncateSync(here.path(name), size);
    expect(here.check()).toEqual(alone(name, `The file has ${shown}  ${fix}`));
  });

  test('public/ may hold a large film, and large data of its own', () => {
    const here = site();
    for (const [name, size] of [
      ['film.mp4', 200_000_000],
      ['data.yaml', 2e6],
    ] as const) {
      here.write(`public/${name}`);
      truncateSync(here.path(`public/${name}`), size);
    }
    expect(here.check()).toEqual([]);
  });
});

describe('a name', () => {
  const fix = 'Rename it with letters, digits, spaces and . _ - ( ), a letter or digit first';
  test.each([
    ['a\nb.png', 'a\\u000ab.png', 'holds "\\n"'],
    ['a\tb.png', 'a\\u0009b.png', 'holds "\\t"'],
    ['a\u001b[2Jb.png', 'a\\u001b[2Jb.png', 'holds "\\u001b"'],
    ['a\u202egnp.png', 'a\\u202egnp.png', 'holds "\\u202e"'],
    ['-rf.png', '-rf.png', 'starts with a hyphen'],
    ['a<b>.png', 'a<b>.png', 'holds "<"'],
    ['a"b.png', 'a"b.png', 'holds "\\""'],
    ["a'b.png", "a'b.png", `holds "'"`],
    ['a`b`.png', 'a`b`.png', 'holds "`"'],
    ['a|b.png', 'a|b.png', 'holds "|"'],
    ['a?b.png', 'a?b.png', 'holds "?"'],
    ['a*b.png', 'a*b.png', 'holds "*"'],
    ['a:b.png', 'a:b.png', 'holds ":"'],
    ['a\\b.png', 'a\\b.png', 'holds "\\\\"'],
  ])('%j of a picture or a public file', (name, shown, words) => {
    for (const folder of ['content/guides', 'public', 'public/deep']) {
      const here = site();
      cpSync(join(root, 'tests/fixtures/handbook/content/guides/dot.png'), here.path(`${folder}/${name}`));
      const [line, ...others] = here.check();
      expect(others).toEqual([]);
      expect(line).toBe(`${folder}/${shown}:1:1  The name ${words.replace('\u202e', '\\u202e')}  ${fix}`);
    }
  });

  test.each([
    'content/guides/a\nb.mdx',
    'content/data/terms/a\u001bb.yaml',
    'content/a\nb',
    'org/notes/a\nb.mdx',
    'org/a\nb.md',
  ])('%j of any other file', (name) => {
    expect(checkWith(name, 'x')).toEqual([expect.stringMatching(/^[^\n]*:1:1 {2}The name holds [^\n]*$/)]);
  });

  test.each<[string, string, string]>([
    ['public/_astro/evil.js', 'public/_astro', 'The build writes _astro itself  Give it another name'],
    ['public/pagefind/pagefind.js', 'public/pagefind', 'The build writes pagefind itself  Give it another name'],
    ['public/_headers', 'public/_headers', 'The build writes _headers itself  Give it another name'],
    ...['htm', 'HTM', 'xhtml', 'xht', 'shtml', 'mhtml', 'svgz', 'xsl', 'xml'].map(
      (ending): [string, string, string] => [
        `public/deep/a.${ending}`,
        `public/deep/a.${ending}`,
        `A .${ending} file may run scripts, and nothing looks into it  Save it as .html, or delete it`,
      ],
    ),
  ])('%s is taken, or of a type that nothing looks into', (name, file, words) => {
    expect(checkWith(name, 'x')).toEqual(alone(file, words));
  });

  test('a folder with such a name is one problem', () => {
    expect(checkWith('public/a<b/c<d.txt', 'x')).toEqual(alone('public/a<b', `The name holds "<"  ${fix}`));
  });

  test.runIf(process.platform === 'linux')('that is no UTF-8', () => {
    const here = site();
    writeFileSync(Buffer.concat([Buffer.from(`${here.path('public/a')}`), Buffer.from([0xe9])]), 'x');
    writeFileSync(
      Buffer.concat([Buffer.from(`${here.path('content/guides/a')}`), Buffer.from([0xe9]), Buffer.from('.mdx')]),
      'x',
    );
    expect(here.check()).toEqual([
      ...alone('content/guides/a\ufffd.mdx', `The name holds "\ufffd"  ${fix}`),
      ...alone('public/a\ufffd', `The name holds "\ufffd"  ${fix}`),
    ]);
  });
});

const raster = ['png', 'jpeg', 'gif', 'webp', 'avif'] as const;
/** Noise, which no format makes small. */
const pixels = Buffer.from(Array.from({ length: 120 * 90 * 3 }, (_, at) => (at * at * 7919) % 251));
const picture = (format: (typeof raster)[number]) =>
  sharp(pixels, { raw: { width: 120, height: 90, channels: 3 } })
    .toFormat(format as keyof FormatEnum)
    .toBuffer();

describe('a picture', () => {
  test.each(['png', 'PNG', 'jpg', 'jpeg', 'gif', 'webp', 'avif', 'svg', 'SVG'])('that is empty: .%s', (ending) => {
    for (const folder of ['content/guides', 'org/content/guides', 'public']) {
      expect(checkWith(`${folder}/x.${ending}`)).toEqual(
        alone(`${folder}/x.${ending}`, 'The picture is empty  Save it again, or delete it'),
      );
    }
  });

  test.each([...raster, 'ico'])('that is something else: .%s', async (ending) => {
    const here = site();
    const fix = (name: string) => `Save it as ${name}, or give it the ending of what it is`;
    const called = { png: 'PNG', jpeg: 'JPEG', gif: 'GIF', webp: 'WebP', avif: 'AVIF', ico: 'ICO' }[ending] as string;
    here.write(`public/words.${ending}`, 'Words.');
    const other = ending === 'png' ? 'gif' : 'png';
    here.write(`public/other.${ending}`, await picture(other));
    here.write(`public/svg.${ending}`, SVG);
    expect(here.check()).toEqual([
      ...alone(`public/other.${ending}`, `The file is ${other.toUpperCase()}, not ${called}  ${fix(called)}`),
      ...alone(`public/svg.${ending}`, `The file is SVG, not ${called}  ${fix(called)}`),
      ...alone(`public/words.${ending}`, `The file is no ${called} picture  ${fix(called)}`),
    ]);
  });

  test.each(raster)('that is whole passes: .%s', async (ending) => {
    const here = site();
    here.write(`public/x.${ending}`, await picture(ending));
    here.write(`content/guides/x.${ending.toUpperCase()}`, await picture(ending));
    expect(here.check()).toEqual([]);
  });

  test.each(['png', 'jpeg', 'gif', 'webp'] as const)('that is cut off: .%s', async (ending) => {
    const whole = await picture(ending);
    for (const length of [20, whole.length / 2, whole.length - 20]) {
      expect(checkWith(`content/guides/x.${ending}`, whole.subarray(0, length))).toEqual(
        alone(`content/guides/x.${ending}`, 'The picture is cut off  Save or copy it again'),
      );
    }
  });

  test.each([
    ...raster.map((ending): [(typeof raster)[number], number] => [ending, 200]),
    ['png', 24],
    ['gif', 10],
    ['webp', 30],
  ] satisfies [(typeof raster)[number], number][])(
    'whose start is damaged, so that nobody knows its size: .%s, %d bytes',
    async (ending, length) => {
      const here = site();
      const bytes = await picture(ending);
      // The type of an AVIF is followed by those that it goes with.
      bytes.fill(0, ending === 'png' ? 16 : ending === 'gif' ? 6 : ending === 'avif' ? 32 : 12, length);
      here.write(`content/guides/x.${ending}`, bytes);
      const words = 'The picture is damaged  Save or copy it again';
      expect(here.check()).toEqual(alone(`content/guides/x.${ending}`, words));
    },
  );

  test.each([
    ['jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0xff, 0xd9])],
    ['ico', Buffer.from([0, 0, 1, 0])],
    ['avif', Buffer.from('\0\0\0\x1cftypavif\0\0\0\0')],
    ['gif', Buffer.from('GIF89a;')],
  ])('that is nothing but a start: .%s', (ending, bytes) => {
    expect(checkWith(`public/x.${ending}`, bytes)).toEqual(
      alone(`public/x.${ending}`, 'The picture is damaged  Save or copy it again'),
    );
  });

  test.each(['content/guides/x.svg', 'org/content/guides/x.svg', 'org/logo.svg', 'public/x.svg', 'public/X.SVG'])(
    'that runs code: %s',
    (name) => {
      const here = site();
      here.write('org/playbook.yaml', 'logo: org/logo.svg\nicon: org/logo.svg\n');
      here.write('org/logo.svg', SVG);
      here.write(
        name,
        SVG.replace('<path', `\n <script>require('fs').writeFileSync('${join(all, 'ran')}','')</script><path`),
      );
      expect(here.check()).toEqual([
        `${name}:2:2  A picture must not hold <script>  Export it again without scripts, links to other files and embedded pages, or save it as PNG`,
      ]);
      expect(existsSync(join(all, 'ran'))).toBe(false);
    },
  );

  test('that takes in a file by an entity', () => {
    const here = site();
    here.write(
      'public/x.svg',
      `<!DOCTYPE svg [<!ENTITY x SYSTEM "file://${join(all, 'outside.txt')}">]>${SVG.replace('<path', '<text>&x;</text><path')}`,
    );
    expect(here.check()).toEqual([
      expect.stringMatching(/^public\/x\.svg:1:\d+ {2}A picture must not declare entities/),
    ]);
  });

  test('that is packed, or in another encoding', () => {
    expect(checkWith('public/x.svg', execFileSync('gzip', ['-c'], { input: SVG }))).toEqual(
      alone('public/x.svg', 'The file is not saved as UTF-8  Save it again with the encoding UTF-8'),
    );
  });

  test('of a page that does not say how large it is', () => {
    const here = site();
    const text = SVG.replace(' viewBox="0 0 9 9"', '');
    here.write('content/guides/x.svg', text);
    here.write('content/guides/width.svg', text.replace(' xmlns', ' width="9" height="9" xmlns'));
    here.write('public/x.svg', text);
    here.write('org/logo.svg', text);
    const words = 'he picture does not say how large it is  Save it as SVG with a viewBox';
    expect(here.check()).toEqual(alone('content/guides/x.svg', `T${words}`));
    here.write('org/playbook.yaml', 'logo: org/logo.svg\n');
    expect(here.check()[1]).toBe(`org/playbook.yaml:1:7  "org/logo.svg" cannot be shown: t${words}`);
  });
});

test('a name that is not allowed hides no other problem, and a link only what it may be the cause of', () => {
  const here = site();
  here.write('public/.env');
  here.write('content/guides/x.txt');
  here.write('content/redirects.yaml', 'guides/old: guides/nowhere\n');
  const other = 'content/guides/x.txt:1:1  A page ends in .mdx, not in .txt  Rename it to content/guides/x.mdx';
  expect(here.check()).toEqual([
    other,
    expect.stringMatching(/^content\/redirects\.yaml:1:13 {2}There is no page "guides\/nowhere"/),
    expect.stringMatching(/^public\/\.env:1:1 /),
  ]);
  here.link('content/guides/nowhere.mdx', 'trust.mdx');
  expect(here.check()).toEqual([
    ...alone('content/guides/nowhere.mdx', LINK),
    other,
    expect.stringMatching(/^public\/\.env:1:1 /),
  ]);
});

describe('a command that writes does not write to where a link leads', () => {
  const day = '2026-06-30';
  const commands: Record<string, (folder: string, terminal: Terminal) => Promise<number>> = {
    move: (folder, terminal) => move(['guides/trust', 'guides/confidence', '--force'], folder, terminal, day),
    new: (folder, terminal) => create(['--kind', 'guide', '--title', 'New'], folder, terminal, day),
    review: (folder, terminal) => review(['guides/trust', '--outcome', 'edited'], folder, terminal, day),
    adopt: (folder, terminal) => adopt(['--title', 'Ours'], folder, terminal, day),
    upstream: (folder, terminal) => upstream(['--offline'], folder, terminal),
  };
  test.each(Object.entries(commands))('npm run %s', async (_name, command) => {
    for (const name of ['content/redirects.yaml', 'org/content/redirects.yaml', 'org']) {
      const here = site();
      if (name === 'org') here.moveOut(name);
      else here.link(name, join(all, 'outside.txt'));
      const { code, output } = await outputOf((terminal) => command(here.folder, terminal));
      expect(code).toBe(1);
      expect(output).toBe(`${name}:1:1  ${LINK}\n\n1 problem in 1 file\n\nNothing was written.`);
      expect(existsSync(join(here.folder, 'content/guides/trust.mdx'))).toBe(true);
      if (name === 'org') expect(readdirSync(join(here.folder, 'org')).sort()).toEqual(['content', 'playbook.yaml']);
    }
  });
});

test('the canary outside is as it was', () => {
  expect(readFileSync(join(all, 'outside.txt'), 'utf8')).toBe(CANARY);
});
