import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { editorFiles, frontMatterOf, frontMatters, type JsonSchema, SCHEMAS, yamlFiles } from '#contribute/editor.ts';
import { isInterface } from '#load/interface-files.ts';
import { kinds } from '#schema/pages/index.ts';
import { root } from '../helpers.ts';
import { makeMistakesFolder, mistakes, writeMistake } from '../mistakes.ts';

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, validateFormats: false });
const compiled = new Map<JsonSchema, (value: unknown) => boolean>();

function fits(schema: JsonSchema, value: unknown): boolean {
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  return validate(value);
}

/** The schema that an editor takes for a file, by its path inside a layer, and the value in it. */
function heldTo(folder: string, layer: string, path: string): { schema: JsonSchema; value: unknown } | undefined {
  const text = readFileSync(join(folder, layer, path), 'utf8');
  if (path.endsWith('.mdx')) {
    const value = parse(text.split(/^---\s*$/m)[1] ?? '');
    return { schema: frontMatters[frontMatterOf(path, value?.kind)], value };
  }
  const pattern = `content/${path.replace(/^(data\/[^/]+)\/[^/]+$/, '$1/*')}`.replace(/\*$/, '*.yaml');
  const found = Object.values(yamlFiles).find(({ files }) => files.includes(pattern));
  return found && { schema: found.schema, value: parse(text) };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.(mdx|yaml)$/.test(name));
}

describe('what editors read', () => {
  test('is a schema for each kind of YAML file, as the settings in .vscode/ name it', () => {
    const settings = JSON.parse(readFileSync(join(root, '.vscode/settings.json'), 'utf8'));
    const schemas = Object.entries(yamlFiles).map(([name, { files }]) => [`./${SCHEMAS}/${name}.schema.json`, files]);
    expect(settings['yaml.schemas']).toEqual(Object.fromEntries(schemas));
    const written = [...editorFiles().keys()]
      .filter((path) => path.startsWith(`${SCHEMAS}/`))
      .map((path) => `./${path}`);
    expect(written.toSorted()).toEqual(Object.keys(settings['yaml.schemas']).toSorted());
  });

  test.each([...editorFiles()])('is JSON in %s', (_path, text) => {
    expect(Object.keys(JSON.parse(text)).length).toBeGreaterThan(0);
  });

  // The keys of interface strings are those of upstream's file, which the check reads.
  const described = filesIn(join(root, 'content')).filter((path) => !isInterface(path));
  test.each(described)('holds nothing against %s', (path) => {
    const held = heldTo(root, 'content', path);
    expect(held).toBeDefined();
    if (held) fits(held.schema, held.value);
    expect(held && (compiled.get(held.schema) as unknown as { errors: unknown }).errors).toBeNull();
  });

  test('asks an organisation for no more than it wants to say', () => {
    const schema = yamlFiles['settings-org']?.schema ?? {};
    expect(
      fits(schema, {
        parts: ['roles', { folder: 'rituals', label: 'Rituals' }],
        colours: { light: { accent: '#fff' } },
      }),
    ).toBe(true);
    expect(fits(schema, { titel: 'Ours' })).toBe(false);
  });
});

/** Mistakes that need more than the one file, or that no JSON Schema tells from what is right. */
const UNSEEN = new Set([
  'crosswalk-strong-and-partial',
  'path-moved-in-a-circle',
  'path-moved-nowhere',
  'path-moved-still-there',
  'path-outcome-twice',
  'path-stage-after-a-later-one',
  'path-stage-twice',
  'path-too-many-outcomes',
  'question-with-one-id-twice',
  'schema-data-duplicate-id',
  'schema-data-ending',
  'share-of-one-pillar-twice',
  'style-instead-of-itself',
]);

/** The files in which the check finds values that their schemas refuse. */
const refused = mistakes
  .filter(({ name, rule }) => rule === 'fields' && !UNSEEN.has(name) && !/^(text-of|data)-/.test(name))
  .flatMap((mistake) => {
    const paths = [...mistake.problems.matchAll(/^content\/(.+?):\d/gm)].map(([, path = '']) => path);
    return [...new Set(paths)].map((path) => ({ name: mistake.name, path, mistake }));
  });

describe('an editor refuses what the check does', () => {
  const folder = makeMistakesFolder();

  test.each(refused)('$name: $path', ({ mistake, path }) => {
    const layer = join(folder, writeMistake(folder, mistake));
    let held: ReturnType<typeof heldTo>;
    try {
      held = heldTo(layer, 'content', path);
    } catch {
      // What is no YAML is refused before any schema.
      return;
    }
    expect(held && fits(held.schema, held.value)).toBeFalsy();
  });
});

describe('snippets', () => {
  const snippets: Record<string, { prefix: string; body: string[] }> = JSON.parse(
    editorFiles().get('.vscode/playbook.code-snippets') ?? '{}',
  );

  test.each(kinds)('the page that the one for a %s makes fits its schema', (kind) => {
    const { body } = Object.values(snippets).find(({ prefix }) => prefix === `page-${kind}`) ?? { body: [] };
    // As VS Code fills it in when somebody only presses the tabulator.
    const text = body
      .join('\n')
      .replace(/\$\{\d+\|((?:\\.|[^|\\])*)\|\}/g, (_, choices: string) => choices.split(',')[0] ?? '')
      .replace(/\$\{\d+:((?:\\.|[^}\\])*)\}/g, '$1')
      .replace(/\$CURRENT_YEAR-\$CURRENT_MONTH-\$CURRENT_DATE/g, '2026-01-31')
      .replace(/\$0$/, '')
      .replace(/\\([\\$}])/g, '$1');
    const [, front = '', after = ''] = text.split(/^---$/m);
    fits(frontMatters[`page-${kind}`], parse(front));
    expect((compiled.get(frontMatters[`page-${kind}`]) as unknown as { errors: unknown }).errors).toBeNull();
    expect(after).toMatch(/^## /m);
  });
});
