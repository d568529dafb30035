import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../helpers.ts';

/** Folders of `src/`, and packages that each may import, by the start of their name. A folder imports only from those before it. */
const FOLDERS: Record<string, string[]> = {
  formulas: [],
  schema: ['zod', 'leven', 'culori'],
  load: ['node:', 'zod', 'yaml', 'satteri', 'acorn', 'acorn-jsx', 'github-slugger', 'sax', 'image-size'],
  editions: ['zod'],
  check: ['node:', 'zod', 'nspell', 'dictionary-en', 'dictionary-en-gb', 'sarif'],
  upstream: ['node:', 'zod', 'yaml', 'semver'],
  upkeep: ['node:', 'zod', 'yaml', 'semver'],
  contribute: ['node:', 'zod', 'yaml', 'astro'],
  search: ['leven'],
  publish: ['node:', 'astro', 'htmlparser2', 'pagefind'],
  site: [
    'node:',
    'zod',
    'astro',
    'astro:content',
    '@astrojs/starlight',
    '@astrojs/markdown-satteri',
    'satteri',
    '@dagrejs/dagre',
    'virtual:playbook',
  ],
  tools: ['zod', 'ical-generator'],
  components: ['@astrojs/starlight/components', '@astrojs/rss', 'astro', 'zod'],
  styles: [],
  pages: ['@astrojs/starlight/routes'],
};

/** What each other place may import: places, and packages. */
const PLACES: Record<string, { places: string[]; packages: string[] }> = {
  'src/content.config.ts': { places: ['src/site'], packages: [] },
  scripts: { places: ['src'], packages: ['node:', 'playwright-core', 'semver', 'yaml', '@clack/prompts'] },
  bench: {
    places: ['bench', 'scripts', 'src', 'tests/programs'],
    packages: ['node:', 'playwright-core', 'yaml'],
  },
  // Writes a site that imports these.
  'bench/stock.ts': { places: ['src/publish'], packages: ['node:', 'astro', 'astro:content', '@astrojs/starlight'] },
  tests: {
    places: ['scripts', 'bench', 'src'],
    packages: [
      'node:',
      'vitest',
      'zod',
      'playwright-core',
      'axe-core',
      '@actions/workflow-parser',
      'sharp',
      'yaml',
      '@astrojs/markdown-satteri',
      'satteri',
      'ical.js',
      'sarif',
      'ajv',
      'parse5',
      'nspell',
      'dictionary-en',
      'dictionary-en-gb',
      'sax',
      '@astrojs/starlight/schema',
    ],
  },
};

const names = Object.keys(FOLDERS);
const house: Record<string, { places: string[]; packages: string[] }> = {
  ...Object.fromEntries(
    names.map((name, index) => [
      `src/${name}`,
      { places: names.slice(0, index).map((earlier) => `src/${earlier}`), packages: FOLDERS[name] ?? [] },
    ]),
  ),
  ...PLACES,
};

const files = ['src', 'scripts', 'bench', 'tests'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => /\.(ts|astro|css)$/.test(name) && !/^(tests\/fixtures|src\/styles)\//.test(name)),
);

/** The longest place that a file is in. */
function placeOf(file: string): string | undefined {
  return Object.keys(house)
    .filter((place) => file === place || file.startsWith(`${place}/`))
    .sort((a, b) => b.length - a.length)[0];
}

function importsOf(file: string): string[] {
  // A line that starts with a string or a list is an input of a test.
  const text = readFileSync(join(root, file), 'utf8').replaceAll(/^\s*[['"`].*$/gm, '');
  return [...text.matchAll(/(?:^|\s)(?:from|import\(?|@import) ?['"]([^'"]+)['"]/g)]
    .map((match) => match[1] as string)
    .filter((name) => !name.includes('${'));
}

/** The file that an import means, or nothing for a package. */
function resolved(file: string, name: string): string | undefined {
  if (name.startsWith('#')) return name.replace('#', 'src/');
  if (!name.startsWith('.')) return undefined;
  return join(file, '..', name).replaceAll('\\', '/');
}

describe('imports run one way', () => {
  test.each(files)('%s', (file) => {
    const place = placeOf(file);
    expect(place, `${file} stands in no place of the house`).toBeDefined();
    const { places, packages } = house[place as string] as { places: string[]; packages: string[] };
    const wrong = importsOf(file).filter((name) => {
      const target = resolved(file, name);
      if (target === undefined)
        return !packages.some((start) => name === start || name.startsWith(start.endsWith(':') ? start : `${start}/`));
      const home = placeOf(target);
      return (
        home !== place && !places.includes(home ?? '') && !places.some((allowed) => target.startsWith(`${allowed}/`))
      );
    });
    expect(wrong).toEqual([]);
  });

  test('the formulas import nothing', () => {
    expect(files.filter((file) => file.startsWith('src/formulas/')).flatMap(importsOf)).toEqual([]);
  });

  test('there is no drawer', () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers|lib|misc)\//.test(file))).toEqual([]);
  });

  test('Starlight is overridden in eight places at most, each with its reason on line 2', () => {
    const overrides = files.filter((file) => /^src\/components\/starlight\/.*\.astro$/.test(file));
    expect(overrides.length).toBeLessThanOrEqual(8);
    for (const file of overrides)
      expect(readFileSync(join(root, file), 'utf8').split('\n')[1]).toMatch(/^\/\/ \w+ Starlight’?'?s /);
  });
});

/** Calls in a file that take the language of the machine where they name none, each as it is written. */
function unnamedLanguages(text: string): string[] {
  const calls = text.matchAll(/\.localeCompare\(|\.toLocale\w+\(|\bnew Intl\.\w+\(/g);
  return [...calls].flatMap(({ 0: call, index }) => {
    const rest = argumentsAt(text, index + call.length);
    // What is compared comes first, and then the language.
    const named = call === '.localeCompare(' ? rest.length > 1 : rest.length > 0;
    return named ? [] : [`${call}${rest.join(',')})`];
  });
}

/** The arguments of a call, cut at the commas that are in no bracket of their own. */
function argumentsAt(text: string, start: number): string[] {
  const found = [''];
  for (let at = start, depth = 0; at < text.length; at++) {
    const letter = text[at] ?? '';
    if ('([{'.includes(letter)) depth++;
    if (')]}'.includes(letter) && depth-- === 0) break;
    if (letter === ',' && depth === 0) found.push('');
    else found[found.length - 1] += letter;
  }
  return found.filter((argument) => argument.trim() !== '');
}

describe('the language of the machine', () => {
  test.each([
    ["a.localeCompare(b, 'en')", []],
    ['a.localeCompare(of(b, c), lang)', []],
    ['a.localeCompare(b)', ['.localeCompare(b)']],
    ['a.localeCompare(of(b, c))', ['.localeCompare(of(b, c))']],
    ["day.toLocaleDateString('en-GB', { day: '2-digit' })", []],
    ['day.toLocaleDateString()', ['.toLocaleDateString()']],
    ['(5).toLocaleString()', ['.toLocaleString()']],
    ['word.toLocaleLowerCase()', ['.toLocaleLowerCase()']],
    ['word.toLocaleUpperCase(language)', []],
    ['new Intl.ListFormat()', ['new Intl.ListFormat()']],
    ["new Intl.DateTimeFormat(language, { dateStyle: 'long' })", []],
    ['new Intl.Collator( )', ['new Intl.Collator()']],
  ])('is found in %j', (text, expected) => {
    expect(unnamedLanguages(text)).toEqual(expected);
  });

  test('decides nothing: whatever sorts or writes by a language names it', () => {
    const files = ['src', 'scripts'].flatMap((place) =>
      readdirSync(join(root, place), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(ts|astro|mjs)$/.test(file))
        .map((file) => join(place, file)),
    );
    const found = files.flatMap((file) =>
      unnamedLanguages(readFileSync(join(root, file), 'utf8')).map((call) => `${file}: ${call}`),
    );
    expect(found).toEqual([]);
  });
});

describe('names are those of the field', () => {
  const PRIVATE =
    /^(Kept|keepBetweenRuns|rereading|handOver|handedOver|skim|skimmer|seal|refusedIn|narrowest|narrowness|laidOver|Misuse|Refusal|Wishes|deadEnds|strayProblems|bringIn|withheld|needlesOf|afterwards|lastIndex|MadePage|complain|shadowed|withheldWords)$/;
  /** The text of a file without comments, strings and regular expressions' own `lastIndex`. */
  const codeIn = (file: string) =>
    readFileSync(join(root, file), 'utf8').replaceAll(
      /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*|'[^'\n]*'|`[^`]*`|\.lastIndex\b/g,
      '',
    );

  test.each(files.filter((file) => /\.(ts|astro)$/.test(file) && !file.startsWith('tests/')))('%s', (file) => {
    expect((codeIn(file).match(/[A-Za-z]\w*/g) ?? []).filter((name) => PRIVATE.test(name))).toEqual([]);
    expect((file.split('/').at(-1) ?? '').replace(/\.\w+$/, '')).not.toMatch(PRIVATE);
  });
});

describe('the picture of the house in the README', () => {
  const [, picture = ''] =
    /## The house\n\n```\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
  /** The lines of the picture below a folder, or at the top, that are not marked as absent. */
  const linesIn = (folder?: string) => {
    const rest = folder === undefined ? picture : (picture.split(`${folder}/\n`)[1] ?? '').split(/\n(?=\S)/)[0];
    const indent = folder === undefined ? /^\S/ : /^ {2}\S/;
    return (rest ?? '').split('\n').filter((line) => indent.test(line) && !line.includes('ABSENT HERE'));
  };
  const foldersOf = (folder: string) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .filter((name) => !/^(\.|dist|node_modules$)/.test(name))
      .sort();
  const foldersIn = (lines: readonly string[]) =>
    lines.flatMap((line) => /^\s*([\w-]+)\/(\s|$)/.exec(line)?.[1] ?? []).sort();

  test('names every folder at the top and in src/, and no other', () => {
    expect(foldersIn(linesIn())).toEqual(foldersOf('.').filter((name) => name !== 'org'));
    expect(foldersIn(linesIn('src'))).toEqual(foldersOf('src'));
  });

  test('names every folder of tests', () => {
    const line = linesIn().find((one) => one.startsWith('tests/')) ?? '';
    expect((line.split(': ')[1] ?? '').split(/[,;] /).sort()).toEqual(foldersOf('tests'));
  });
});
