import * as z from 'zod';
import { data, dataNames } from '#schema/data/index.ts';
import { escapeSnippet, escapeSnippetChoice } from '#schema/escaping.ts';
import { note } from '#schema/note.ts';
import { folderOf, type Kind, kinds, page, upstreamPage } from '#schema/pages/index.ts';
import { redirects } from '#schema/redirects.ts';
import { resolve } from '#schema/schema-problems.ts';
import { settings } from '#schema/settings.ts';
import { wordList } from '#schema/word-list.ts';
import { draftBody } from './draft.ts';

/** Keywords of JSON Schema that are read here. */
export interface JsonSchema {
  [keyword: string]: unknown;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  enum?: string[];
  const?: string;
  type?: string | string[];
  minItems?: number;
  minimum?: number;
  pattern?: string;
  description?: string;
}

/** Folder of the schemas for VS Code, from the root. */
export const SCHEMAS = '.vscode/schemas';

/**
 * Name of a front matter schema: for a page of a kind of upstream or of an organisation, for a page without a valid
 * kind, or for a note.
 */
export type FrontMatter = `page-${Kind}` | `own-page-${Kind}` | 'page' | 'note';

/** Schemas of front matter, by name. */
export const frontMatters = Object.fromEntries([
  ...kinds.map((kind) => [`page-${kind}`, jsonSchema(resolve(upstreamPage, { kind }))]),
  // The settings may give the owner.
  ...kinds.map((kind) => [`own-page-${kind}`, withOptional('owner', jsonSchema(resolve(page, { kind })))]),
  // An editor shows better messages for one kind than for a union, so it asks for the kind first.
  [
    'page',
    {
      type: 'object',
      properties: {
        kind: { enum: kinds, description: 'The kind of page; which other fields it has follows from it.' },
      },
      required: ['kind'],
    },
  ],
  ['note', jsonSchema(note)],
]) as Record<FrontMatter, JsonSchema>;

/** Schemas of YAML files, by name, each with the files that it applies to. */
export const yamlFiles: Record<string, { schema: JsonSchema; files: string[] }> = {
  ...Object.fromEntries(
    dataNames.map((name) => [
      `data-${name}`,
      { schema: entryOrList(jsonSchema(data[name])), files: inLayers(`data/${name}/*.yaml`) },
    ]),
  ),
  settings: { schema: jsonSchema(settings), files: ['content/playbook.yaml'] },
  'settings-org': { schema: partial(jsonSchema(settings)), files: ['org/playbook.yaml'] },
  redirects: { schema: jsonSchema(redirects), files: inLayers('redirects.yaml') },
  words: { schema: jsonSchema(wordList), files: inLayers('words.yaml') },
};

function withOptional(field: string, schema: JsonSchema): JsonSchema {
  return { ...schema, required: schema.required?.filter((name) => name !== field) ?? [] };
}

function inLayers(path: string): string[] {
  return ['content', 'org/content'].map((layer) => `${layer}/${path}`);
}

/** Converts a schema to JSON Schema for the input of authors, before defaults and transformations. */
function jsonSchema(schema: z.core.$ZodType): JsonSchema {
  const { $schema: _, ...converted } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    override: ({ jsonSchema: part }) => {
      // Our own metadata, unknown to editors.
      for (const key of ['references', 'names'] as const) delete part[key];
    },
  });
  return converted as JsonSchema;
}

/** Accepts one entry, whose id is the name of the file, or a list of entries, each with its id. */
function entryOrList(entry: JsonSchema): JsonSchema {
  const required = entry.required?.filter((key) => key !== 'id') ?? [];
  // Keywords about properties apply to an object only, and `items` to an array only.
  return { ...entry, type: ['object', 'array'], required, items: entry };
}

/** Makes every key of the settings optional, and accepts the folder alone for a part, as in an organisation's settings. */
function partial({ required: _, ...schema }: JsonSchema): JsonSchema {
  const { parts, colours, ...others } = schema.properties ?? {};
  return {
    ...schema,
    properties: {
      ...others,
      ...(parts ? { parts: { ...parts, items: { anyOf: [{ type: 'string' }, parts.items] } } } : {}),
      ...(colours ? { colours: withoutRequired(colours) } : {}),
    },
  };
}

function withoutRequired({ required: _, ...schema }: JsonSchema): JsonSchema {
  const properties = Object.entries(schema.properties ?? {}).map(([key, part]) => [key, withoutRequired(part)]);
  return properties.length === 0 ? schema : { ...schema, properties: Object.fromEntries(properties) };
}

/**
 * Returns the name of the schema for the front matter of a page.
 * @param path Path inside the layer; its folder tells the kind if the front matter does not.
 * @param written Kind that the front matter names.
 * @param isOwn True for a page of an organisation.
 */
export function frontMatterOf(path: string, written: unknown, isOwn = false): FrontMatter {
  const folder = path.includes('/') ? path.replace(/\/.*$/, '') : '';
  const kind =
    kinds.find((name) => name === written) ?? kinds.find((name) => folder !== '' && folderOf[name] === folder);
  if (!kind) return 'page';
  return isOwn ? `own-page-${kind}` : `page-${kind}`;
}

/**
 * Schemas of YAML files and snippets for VS Code, by path from the root. `.vscode/settings.json` maps the schemas to
 * files; those of front matter are written by `writeIntellisense`.
 */
export function editorFiles(): Map<string, string> {
  const schemas = Object.entries(yamlFiles).map(([name, { schema }]): [string, unknown] => [
    `${SCHEMAS}/${name}.schema.json`,
    { $schema: 'http://json-schema.org/draft-07/schema#', ...schema },
  ]);
  const files = [...schemas, ['.vscode/playbook.code-snippets', snippets()] as const];
  return new Map(files.map(([path, value]) => [path, `${JSON.stringify(value, undefined, 2)}\n`]));
}

function snippets(): Record<string, unknown> {
  return Object.fromEntries(
    kinds.map((kind) => [
      `A ${kind} page`,
      {
        scope: 'mdx',
        prefix: `page-${kind}`,
        description: `A whole page of the kind ${kind}, with its required fields and its headings`,
        body: snippet(kind).split('\n'),
      },
    ]),
  );
}

/** Renders a page of a kind as a snippet of VS Code, with a tab stop for each required field. */
function snippet(kind: Kind): string {
  let last = 0;
  const stop = (text: string) => `\${${++last}:${escapeSnippet(text)}}`;
  const choice = (values: readonly string[]) => `\${${++last}|${values.map(escapeSnippetChoice).join(',')}|}`;

  const lines = ({ properties = {}, required = [] }: JsonSchema, indent: string): string[] =>
    required.flatMap((key) => field(key, properties[key] ?? {}, indent));

  const field = (key: string, schema: JsonSchema, indent: string): string[] => {
    if (key === 'reviewed') return [`${indent}reviewed: [{day: ${TODAY}, outcome: edited}]`];
    if (schema.properties) return [`${indent}${key}:`, ...lines(schema, `${indent}  `)];
    if (!schema.items) return [`${indent}${key}: ${scalar(schema)}`];
    const items = Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => item(schema, indent)).flat();
    return [`${indent}${key}:`, ...items];
  };

  const item = ({ items = {}, description = '' }: JsonSchema, indent: string): string[] => {
    if (!items.properties) return [`${indent}  - ${scalar({ description, ...items })}`];
    const [first = '', ...others] = lines(items, `${indent}    `);
    return [`${indent}  - ${first.trimStart()}`, ...others];
  };

  const scalar = ({ const: fixed, enum: values, type, minimum = 1, pattern, description = '' }: JsonSchema): string => {
    if (fixed !== undefined) return fixed;
    if (values) return choice(values);
    if (pattern !== undefined) return stop('short-name');
    // YAML would read the text before a colon as a key.
    return stop(type === 'integer' || type === 'number' ? String(minimum) : (description.split(/[:;]/)[0] ?? ''));
  };

  const schema = frontMatters[`page-${kind}`];
  const front = lines({ ...schema, required: schema.required?.filter((key) => key !== 'kind') ?? [] }, '');
  return ['---', `kind: ${kind}`, ...front, '---', '', escapeSnippet(draftBody(kind)), '$0'].join('\n');
}

const TODAY = '$CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE';
