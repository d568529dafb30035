import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { type AuthorComponent, type Components, ourComponents } from '#schema/components.ts';
import { dataNames } from '#schema/data/index.ts';
import { kinds } from '#schema/pages/index.ts';
import { type Advice, advice, type Problem, START } from '#schema/problem.ts';
import { listFiles, ORGANISATION } from './layers.ts';

/** Folder with the components of an organisation: `Name.astro`, and beside it `Name.ts` with the schema of its props. */
export const COMPONENTS = `${dirname(ORGANISATION)}/components`;

/** Components that pages may use, with the problems of those that an organisation adds. */
export interface ReadComponents {
  all: Components;
  problems: readonly Problem[];
  /** Digest of the files of the organisation's components, which decide whether a page is right. */
  digest: string;
}

/** Result for a handbook whose organisation has no components. */
export const NO_COMPONENTS: ReadComponents = { all: ourComponents, problems: [], digest: '' };

/** Names that pages of the handbook use already; `Note` wraps the notes. */
const TAKEN = new Set([...ourComponents.keys(), 'Note']);

const EXAMPLE = 'export default { description: "What it shows.", props: z.strictObject({}) }';

const shape = z.strictObject({
  description: z.string().trim().min(1),
  props: z.custom<z.ZodObject>((value) => value instanceof z.ZodObject),
  kinds: z.array(z.enum(kinds)).optional(),
  anchors: z.enum(dataNames).optional(),
  data: z.array(z.enum(dataNames)).optional(),
});

/**
 * Reads the components of an organisation, and adds them to ours. A schema is code, and runs with the rights of whoever
 * reads the handbook. Node loads each once, so a changed schema counts from the next start of a command.
 * @param root The folder that holds `org/`.
 */
export function readComponents(root: string, layers: readonly string[]): ReadComponents {
  const files = layers.includes(ORGANISATION) ? listFiles(root, COMPONENTS).sort() : [];
  if (files.length === 0) return NO_COMPONENTS;
  const components = new Map(ourComponents);
  const problems: Problem[] = [];
  for (const file of files) {
    const words = placeWords(file, files);
    if (words) problems.push({ file: `${COMPONENTS}/${file}`, ...START, ...words });
  }
  for (const name of namesIn(files)) {
    if (TAKEN.has(name)) continue;
    const read = files.includes(`${name}.ts`) ? readSchema(root, `${COMPONENTS}/${name}.ts`) : undefined;
    if (read && 'message' in read) problems.push({ file: `${COMPONENTS}/${name}.ts`, ...START, ...read });
    // A component with a problem takes any props, so that one mistake is one problem.
    components.set(name, read && 'props' in read ? read : { props: z.looseObject({}), isOwn: true });
  }
  const texts = files.map((file) => [file, readFileSync(join(root, COMPONENTS, file), 'latin1')]);
  return { all: components, problems, digest: hash('sha1', JSON.stringify(texts)) };
}

/** Names of the components among files: each has a component, or a schema that waits for one. */
function namesIn(files: readonly string[]): Set<string> {
  return new Set(files.flatMap((file) => /^([A-Z][A-Za-z0-9]*)\.(?:astro|ts)$/.exec(file)?.[1] ?? []));
}

/** Returns what is wrong with the name of a file. Files in folders are parts of components, under any name. */
function placeWords(file: string, files: readonly string[]): Advice | undefined {
  const [, name = '', ending = ''] = /^([^/.]+)\.(astro|ts|[jt]sx|vue|svelte|mdx?)$/.exec(file) ?? [];
  if (!['', 'astro', 'ts'].includes(ending)) {
    return advice(`A component ends in .astro, not in .${ending}`, `Write it as ${name}.astro, or delete it`);
  }
  if (ending === 'astro' && !/^[A-Z][A-Za-z0-9]*$/.test(name)) {
    const fix = `Rename it to ${tagNameOf(name)}.astro, or move a part of a component into a folder`;
    return advice('The name of a component is a capital letter, then letters and digits', fix);
  }
  if (ending === 'astro' && TAKEN.has(name)) {
    return advice(`<${name}> is a component of the handbook`, `Give yours another name, such as Our${name}`);
  }
  if (ending === 'astro' && !files.includes(`${name}.ts`)) {
    return advice('The component has no schema of its props', `Write ${COMPONENTS}/${name}.ts with ${EXAMPLE}`);
  }
  if (ending === 'ts' && /^[A-Z][A-Za-z0-9]*$/.test(name) && !files.includes(`${name}.astro`)) {
    return advice('There is no component for this schema', `Write ${COMPONENTS}/${name}.astro, or delete it`);
  }
  return undefined;
}

/** Turns a name such as `team-chart` into one for a tag: `TeamChart`. */
function tagNameOf(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return words
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
    .replace(/^(?![A-Z])/, 'My');
}

/** Loads the schema of a component; words about it if it cannot be used. */
function readSchema(root: string, file: string): AuthorComponent | Advice {
  try {
    const path = join(root, file);
    const loaded: { default?: unknown } = createRequire(path)(path);
    const { data, error } = shape.safeParse(loaded.default);
    if (error) {
      const [issue] = error.issues;
      const key = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path[0];
      const what = key === undefined ? 'it has no default export' : `its "${String(key)}" is missing or wrong`;
      return advice(`This is no schema of a component: ${what}`, `Write ${EXAMPLE}`);
    }
    if (takesAnything(data.props))
      return advice('The schema takes props of any name', 'Write props: z.strictObject({ … })');
    return { ...data, isOwn: true } as AuthorComponent;
  } catch (error) {
    const { message } = (error ?? {}) as { message?: unknown };
    const reason = String(message ?? error).split('\n')[0];
    return advice(`The schema cannot be loaded: ${reason}`, 'Mend it, or delete the component');
  }
}

function takesAnything(props: z.ZodObject): boolean {
  const { error } = props.safeParse({ 'no such prop': '' });
  return !error?.issues.some(({ code }) => code === 'unrecognized_keys');
}
