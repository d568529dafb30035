import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { readHandbook } from '#check/handbook.ts';
import { drafts } from '#contribute/draft.ts';
import { type Field, fieldsOf } from '#contribute/form.ts';
import { addressOf } from '#schema/address.ts';
import { type DataName, data } from '#schema/data/index.ts';
import { folderOf, type Kind, upstreamPage } from '#schema/pages/index.ts';
import { resolve } from '#schema/schema-problems.ts';

/** Pages of each kind per hundred, about as in the real handbook; the rest are guides. */
const SHARES: Partial<Record<Kind, number>> = {
  practice: 25,
  challenge: 12,
  scenario: 10,
  template: 10,
  role: 8,
  system: 6,
  path: 3,
  archetype: 2,
  tool: 1,
};

/** Optional fields that are filled in as well. */
const FILLED = new Set(['aliases', 'pillars', 'related', 'alsoServes', 'template', 'readings', 'where']);

/** Data collections that pages refer to, with their numbers of entries. */
const ENTRIES: Partial<Record<DataName, number>> = { teams: 6, sources: 40, audiences: 6, metrics: 30, terms: 120 };

/** Minimum number of words of a body, about as many as in the real handbook. */
const WORDS = 800;

/** Ids of pages and entries, by reference target: `page`, a kind or a data collection. */
type Ids = Map<string, string[]>;

/** A page to generate. */
interface Draft {
  kind: Kind;
  id: string;
  /** Index among the generated pages. */
  number: number;
}

/**
 * Writes a handbook with a given number of pages: every kind, with references, links, lists and tables. The output is
 * deterministic and passes the check.
 * @param folder An empty folder, which receives `content/` and, with `over`, a layer in `org/`.
 * @param count Total number of pages.
 * @param over Root of a handbook whose content is copied; the missing pages are written to a layer over it. Without it,
 * all pages are generated.
 */
export function writeHandbook(folder: string, count: number, over?: string): void {
  const ids: Ids = new Map();
  for (const name of over === undefined ? [] : ['content', 'public']) {
    if (existsSync(join(`${over}`, name))) cpSync(join(`${over}`, name), join(folder, name), { recursive: true });
  }
  if (over === undefined) {
    // Without the strings of the interface, pages would show their keys.
    cpSync(join(import.meta.dirname, '../content/interface'), join(folder, 'content/interface'), { recursive: true });
  }
  const { pages: existing, settings } = over === undefined ? { pages: [] } : readHandbook(folder);
  if (existing.length > count)
    throw new RangeError(`${over} has ${existing.length} pages already, which is more than ${count}`);
  const layer = over === undefined ? 'content' : 'org/content';
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, layer, path)), { recursive: true });
    writeFileSync(join(folder, layer, path), text);
  };
  const pages = draftsOf(count - existing.length, over === undefined);
  for (const { kind, id } of pages) for (const target of ['page', kind]) add(ids, target, id);
  for (const [name, many = 0] of Object.entries(ENTRIES)) {
    for (let number = 1; number <= many; number++) add(ids, name, `sample-${name}-${number}`);
  }
  // Pages over an existing handbook refer to its pillars.
  for (const { id, data } of existing) if (data?.kind === 'pillar') add(ids, 'pillar', id);
  for (const name of Object.keys(ENTRIES) as DataName[]) {
    write(`data/${name}/sample.yaml`, stringify(entriesOf(name, ids), { lineWidth: 0 }));
  }
  for (const draft of pages) write(`${draft.id}.mdx`, textOf(draft, ids));
  const known = new Set(settings?.parts.map(({ folder }) => folder));
  const parts = [...new Set(pages.map(({ kind }) => folderOf[kind]))]
    .filter((part) => part !== '' && !known.has(part))
    .map((part) => ({ folder: part, label: `All ${part}` }));
  if (over === undefined) write('playbook.yaml', stringify({ ...ALONE, colours: ourColours(), parts }));
  else if (parts.length > 0) writeFileSync(join(folder, 'org/playbook.yaml'), stringify({ parts }));
}

/** Plans the pages to generate. A handbook of its own also gets four pillars and a landing page. */
function draftsOf(count: number, isAlone: boolean): Draft[] {
  const order = Object.entries(SHARES).flatMap(([kind, share]) => Array<Kind>(share).fill(kind as Kind));
  const hundred = [...order, ...Array<Kind>(100 - order.length).fill('guide')];
  return Array.from({ length: count }, (_, number): Draft => {
    if (isAlone && number === 0) return { kind: 'landing', id: 'index', number };
    // 37 and 100 are coprime, so every hundred pages contain every kind, and the first ten several.
    const kind: Kind = isAlone && number <= 4 ? 'pillar' : (hundred[(number * 37) % 100] as Kind);
    return { kind, id: `${folderOf[kind]}/sample-${number}`, number };
  });
}

/** Ids without that of the page or entry that is written, since none may name itself. */
function without(ids: Ids, target: string, id: string): Ids {
  const others = ids.get(target)?.filter((other) => other !== id) ?? [];
  return others.length === 0 ? ids : new Map(ids).set(target, others);
}

function add(ids: Ids, target: string, id: string): void {
  const known = ids.get(target);
  if (known) known.push(id);
  else ids.set(target, [id]);
}

/** Settings of a handbook that extends no other. */
const ALONE = {
  title: 'A handbook of samples',
  description: 'As many pages as wanted, to measure with.',
  audience: 'public',
};

function ourColours(): unknown {
  return parse(readFileSync(join(import.meta.dirname, '../content/playbook.yaml'), 'utf8')).colours;
}

function entriesOf(name: DataName, ids: Ids): Record<string, unknown>[] {
  return (ids.get(name) ?? []).map((id, index) => ({
    id,
    ...fillFields(
      fieldsOf(data[name]).filter((field) => field.name !== 'id'),
      index + 1,
      without(ids, name, id),
    ),
    title: `Sample of ${name} ${index + 1}`,
  }));
}

function textOf(draft: Draft, ids: Ids): string {
  const { kind, id, number } = draft;
  const fields = fieldsOf(resolve(upstreamPage, { kind })).filter(({ name }) => name !== 'kind');
  const front = {
    kind,
    ...fillFields(fields, number, without(without(ids, 'page', id), kind, id)),
    title: `${capital(phrase(number))} ${number}`,
    reviewed: [{ day: `2026-0${1 + (number % 6)}-1${number % 10}`, outcome: 'edited' }],
    ...(kind === 'pillar' ? { order: number } : {}),
  };
  return `---\n${stringify(front, { lineWidth: 120 })}---\n\n${body(draft, ids)}`;
}

/** Returns values for all required fields and for the optional ones in `FILLED`. */
function fillFields(fields: readonly Field[], number: number, ids: Ids): Record<string, unknown> {
  const wanted = fields.filter(({ name, required, form }) => form !== 'fixed' && (required || FILLED.has(name)));
  return Object.fromEntries(wanted.map((field, index) => [field.name, valueFor(field, number + index, ids)]));
}

function valueFor(field: Field, number: number, ids: Ids): unknown {
  const { form, choices, references, fields, item, name } = field;
  if (references !== undefined) return pick(ids.get(references) ?? [], number);
  if (form === 'choice') return pick(choices, number);
  if (form === 'number') return 1 + (number % 4);
  if (form === 'group') return fillFields(fields, number, ids);
  if (form !== 'list' || !item) return name === 'id' ? `sample-${number}` : sentence(number);
  // The schema demands five days for a week; other lists may have any length.
  const length = name === 'week' ? 5 : 3;
  const values = Array.from({ length }, (_, place) => valueFor(item, number * 10 + place, ids));
  if (item.references !== undefined) return [...new Set(values)];
  // The stages of a path stand in the order of time.
  const times = item.fields.find((part) => part.name === 'when')?.choices;
  return times ? values.map((value, place) => ({ ...(value as object), when: times[place] })) : values;
}

/** Renders a body with the headings of its kind, links to other pages, lists, asides and tables. */
function body({ kind, number }: Draft, ids: Ids): string {
  const { sections } = drafts[kind];
  const pages = ids.get('page') ?? [];
  const link = (salt: number) => `[${phrase(number + salt)}](${addressOf(pick(pages, number + salt))})`;
  const blocks = [`${paragraph(number)} See ${link(1)}.`];
  for (const [index, [heading]] of sections.entries()) {
    const salt = number + index * 13;
    blocks.push(`## ${heading}`, `${paragraph(salt)} So does ${link(salt)}, or **${phrase(salt)}** where it fits.`);
    if (index % 3 === 0) blocks.push([1, 2, 3].map((item) => `${item}. ${sentence(salt + item)}`).join('\n'));
    if (index % 3 === 1) {
      const rows = [1, 2, 3, 4].map((row) => `| ${phrase(salt + row)} | ${sentence(salt + row)} | ${row * 15} |`);
      blocks.push(['| What | How | Minutes |', '|---|---|---|', ...rows].join('\n'));
    }
    if (index % 3 === 2) blocks.push(`:::tip[${capital(phrase(salt))}]\n${sentence(salt)}\n:::`);
  }
  const count = () => blocks.join(' ').split(/\s+/).length;
  for (let more = 0; count() < WORDS; more += 1)
    blocks.push(`### ${capital(phrase(number + more))} ${more + 1}`, paragraph(more));
  return `${blocks.join('\n\n')}\n`;
}

const WHO = [
  'a lead',
  'the team',
  'an engineer',
  'the manager',
  'a product owner',
  'the staff engineer',
  'a new colleague',
];
const DOES = [
  'writes down',
  'asks about',
  'reviews',
  'explains',
  'decides',
  'plans',
  'measures',
  'questions',
  'hands over',
  'keeps',
];
const WHAT = [
  'the goal',
  'a risk',
  'the next release',
  'one promise',
  'the budget',
  'a decision',
  'the on-call week',
  'a design',
  'the weekly note',
  'an interview',
  'the roadmap',
];
const WHEN = [
  'on Monday',
  'before the review',
  'within two days',
  'in fifteen minutes',
  'once a month',
  'after the incident',
  'with the whole team',
  'in writing',
  'without a slide',
];

function phrase(number: number): string {
  return `${pick(WHAT, number)} ${pick(WHEN, Math.floor(number / 3))}`;
}

function sentence(number: number): string {
  const [who, does, what, when] = [WHO, DOES, WHAT, WHEN].map((words, place) =>
    pick(words, Math.floor(number / (place + 1))),
  );
  return capital(`${who} ${does} ${what} ${when}.`);
}

function paragraph(number: number): string {
  return Array.from({ length: 6 }, (_, place) => sentence(number * 7 + place * 11)).join(' ');
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Picks an item of a list. The same number gives the same item, and neighbouring numbers different ones. */
function pick<T>(list: readonly T[], number: number): T {
  return list[(number * 7 + 3) % list.length] as T;
}
