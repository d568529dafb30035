import * as z from 'zod';
import { data, dataNames } from '#schema/data/index.ts';
import { escapeSnippet, escapeSnippetChoice } from '#schema/escaping.ts';
import { note } from '#schema/note.ts';
import { folderOf, type Kind, kinds, page } from '#schema/pages/index.ts';
import { redirects } from '#schema/redirects.ts';
import { resolve } from '#schema/schema-problems.ts';
import { settings } from '#schema/settings.ts';
import { wordList } from '#schema/word-list.ts';
import { draftBody } from './draft.ts';

/** A JSON Schema, as far as it is looked into here. */
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

/** The folder of the files that editors read, from the root. */
const FOLDER = '.vscode';

/** The folder of the schemas, from the root. */
export const SCHEMAS = `${FOLDER}/schemas`;

/** What a front matter is held to: a page of a kind, a page whose kind is not known yet, or a note. */
export type FrontMatter = `page-${Kind}` | 'page' | 'note';

/** The schemas of front matter, by name. */
export const frontMatters = Object.fromEntries([
  ...kinds.map((kind) => [`page-${kind}`, jsonSchema(resolve(page, { kind }))]),
  // An editor can say more of one kind than of all kinds at once; here it asks for the kind first.
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

/** The schemas of YAML files, by name, each with the files that it is for. */
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

function inLayers(path: string): string[] {
  return ['content', 'org/content'].map((layer) => `${layer}/${path}`);
}

/** A schema for editors, with what people write rather than what the site makes of it. */
function jsonSchema(schema: z.core.$ZodType): JsonSchema {
  const { $schema: _, ...made } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    override: ({ jsonSchema: part }) => {
      // Ours, and unknown to editors.
      for (const key of ['references', 'names'] as const) delete part[key];
    },
  });
  return made as JsonSchema;
}

/** A file with keys is one entry, named by the file; one with a list holds several, each with its id. */
function entryOrList(entry: JsonSchema): JsonSchema {
  const required = entry.required?.filter((key) => key !== 'id') ?? [];
  // What is said of keys holds for a mapping only, and what of items for a list.
  return { ...entry, type: ['object', 'array'], required, items: entry };
}

/** The settings of an organisation: any key may be left to those below, and a part may be its folder alone. */
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

/** What a front matter at a place is held to. The folder tells the kind, or what it says of itself. */
export function frontMatterOf(path: string, said: unknown): FrontMatter {
  const folder = path.includes('/') ? path.replace(/\/.*$/, '') : '';
  const kind = kinds.find((name) => name === said) ?? kinds.find((name) => folder !== '' && folderOf[name] === folder);
  return kind ? `page-${kind}` : 'page';
}

/** Schemas and snippets for VS Code, by their path from the root. `.vscode/settings.json` says what each schema is for. */
export function editorFiles(): Map<string, string> {
  const schemas = [
    ...Object.entries(frontMatters),
    ...Object.entries(yamlFiles).map(([name, { schema }]): [string, JsonSchema] => [name, schema]),
  ];
  return new Map(
    [
      ...schemas.map(([name, schema]): [string, unknown] => [
        `${SCHEMAS}/${name}.schema.json`,
        { $schema: 'http://json-schema.org/draft-07/schema#', ...schema },
      ]),
      [`${FOLDER}/playbook.code-snippets`, snippets()] as [string, unknown],
    ].map(([path, value]) => [path, `${JSON.stringify(value, undefined, 2)}\n`]),
  );
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

/** A page of a kind with tab stops for what must be filled in, in the notation of VS Code. */
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
    // What follows a colon would be a key of its own in YAML.
    return stop(type === 'integer' || type === 'number' ? String(minimum) : (description.split(/[:;]/)[0] ?? ''));
  };

  const { properties, required = [] } = frontMatters[`page-${kind}`];
  const front = lines(
    { ...(properties ? { properties } : {}), required: required.filter((key) => key !== 'kind') },
    '',
  );
  return ['---', `kind: ${kind}`, ...front, '---', '', escapeSnippet(draftBody(kind)), '$0'].join('\n');
}

const TODAY = '$CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE';
