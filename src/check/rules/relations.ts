import { nameOf } from '#editions/edition.ts';
import type { Content } from '#load/content.ts';
import type { DataSource } from '#load/data.ts';
import type { ReadPage } from '#load/pages.ts';
import { complete, type DataName, data } from '#schema/data/index.ts';
import { sameName } from '#schema/fields.ts';
import { page } from '#schema/pages/index.ts';
import { type Advice, advice, type Problem, START } from '#schema/problem.ts';
import { referencesIn } from '#schema/references.ts';
import type { WithPositions } from '#schema/with-positions.ts';
import type { Rule } from '../rule.ts';
import { hidden, inLayerOrder } from './clashes.ts';

/** Rule on pages and entries together: nothing names itself, promotions lead upwards, and sets are in order. */
export const relations: Rule = {
  code: 'relations',
  describes: 'Pages and entries that belong together fit together',
  check: (content) => relationProblems(shownInOrder(content)),
};

/** Returns the content without what is hidden, in the order of the layers: of two that clash, the later is reported. */
function shownInOrder(content: Content): Content {
  const isShown = (name: string) => !hidden(content).has(name);
  return {
    ...content,
    pages: inLayerOrder(content, content.pages).filter(({ id }) => isShown(id)),
    entries: inLayerOrder(content, content.entries).filter(({ collection, id }) => isShown(nameOf(collection, id))),
  };
}

function relationProblems(content: Content): Problem[] {
  return [
    ...content.pages.flatMap((source) => referenceProblems(source, source.id, page, source.frontmatter)),
    ...content.entries.flatMap((source) =>
      referenceProblems(source, source.id, data[source.collection], source.located, source.collection),
    ),
    ...promotionProblems(content.pages),
    ...orderProblems(content),
    ...(isRead(content, 'trust') ? trustProblems(entriesOf(content, 'trust')) : []),
    ...setProblems(content),
    ...titleProblems(content.entries),
  ];
}

/** Page or entry with its fields. */
type Source = { file: string; located: WithPositions | undefined };

function problemIn({ file, located }: Source, path: readonly PropertyKey[], words: Advice): Problem {
  return { file, ...(located?.at(path) ?? START), ...words };
}

/** Valid entries of a collection. */
function entriesOf<T>({ entries }: Content, collection: DataName): (DataSource & { data: T })[] {
  return entries.filter((entry) => entry.collection === collection && entry.data !== undefined) as never;
}

/** Checks whether all entries of a collection are known. */
function isRead({ entries, unreadCollections }: Content, collection: DataName): boolean {
  return !unreadCollections.has(collection) && entries.every((entry) => entry.collection !== collection || entry.data);
}

/** Reports references of a page or an entry to itself. */
function referenceProblems(
  { file }: { file: string },
  self: string,
  schema: Parameters<typeof referencesIn>[0],
  located: WithPositions | undefined,
  collection?: DataName,
): Problem[] {
  return referencesIn(schema, located?.value).flatMap(({ to, id, path }) => {
    // The pillars of a page are a filter of the search, under which a pillar finds itself.
    const isOfItsSort = collection === undefined ? !(to in data) && path[0] !== 'pillars' : to === collection;
    if (id !== self || !isOfItsSort) return [];
    return [problemIn({ file, located }, path, advice(`"${id}" names itself`, 'Name another one, or leave it out'))];
  });
}

/** Reports each circle of promotions once, at the promotion that closes it. */
function promotionProblems(pages: readonly ReadPage[]): Problem[] {
  const roles = new Map(
    pages.flatMap((source) =>
      source.data?.kind === 'role' ? [[source.id, { source, next: source.data.promotesTo.map(bare) }]] : [],
    ),
  );
  const done = new Set<string>();
  const problems: Problem[] = [];
  const visit = (id: string, way: readonly string[]): void => {
    const { source, next = [] } = roles.get(id) ?? {};
    for (const [index, to] of next.entries()) {
      const start = [...way, id].indexOf(to);
      // `referenceProblems` reports a role that names itself.
      if (start !== -1 && to !== id && source) {
        const circle = [...way, id].slice(start).concat(to).join(', ');
        const words = advice(
          `The promotions go in a circle: ${circle}`,
          `Delete "${to}" here, or another promotion of these`,
        );
        problems.push(problemIn({ file: source.file, located: source.frontmatter }, ['promotesTo', index], words));
      } else if (start === -1 && !done.has(to)) visit(to, [...way, id]);
    }
    done.add(id);
  };
  for (const id of roles.keys()) if (!done.has(id)) visit(id, []);
  return problems;
}

/** Id without the question mark of a reference that may disappear. */
function bare(id: string): string {
  return id.replace(/\?$/, '');
}

/** Entry with its place among others. */
interface Ordered extends Source {
  id: string;
  order: number;
}

/** Reports places that two have, and gaps, in the sets that the formulas count on. Others may share a place. */
function orderProblems(content: Content): Problem[] {
  const ordered = content.entries.flatMap(({ collection, id, file, located, data: fields }) => {
    const { order } = (fields ?? {}) as { order?: number };
    return order === undefined || !complete.has(collection) ? [] : [{ collection, id, file, located, order }];
  });
  return [...Map.groupBy(ordered, ({ collection }) => collection)].flatMap(([collection, all]) => {
    const twins = twinProblems(all);
    return twins.length === 0 && isRead(content, collection) ? gapProblems(all) : twins;
  });
}

function twinProblems(all: readonly Ordered[]): Problem[] {
  const taken = new Map<number, Ordered>();
  const used = new Set(all.map(({ order }) => order));
  return all.flatMap((entry) => {
    const twin = taken.get(entry.order);
    if (!twin) taken.set(entry.order, entry);
    if (!twin) return [];
    let free = 1;
    while (used.has(free)) free++;
    used.add(free);
    return [
      problemIn(entry, ['order'], advice(`The order ${entry.order} is that of "${twin.id}"`, `Write order: ${free}`)),
    ];
  });
}

function gapProblems(all: readonly Ordered[]): Problem[] {
  const sorted = all.toSorted((a, b) => a.order - b.order);
  const index = sorted.findIndex(({ order }, at) => order !== at + 1);
  const entry = sorted[index];
  if (!entry) return [];
  const before = index === 0 ? 'The places do not start with 1' : `The places go from ${index} to ${entry.order}`;
  const more = index === sorted.length - 1 ? '' : ', and count on from there';
  return [problemIn(entry, ['order'], advice(before, `Write order: ${index + 1}${more}`))];
}

/** Reports an equation of trust that has not one factor below its line, or that calls two by one letter. */
function trustProblems(factors: readonly (DataSource & { data: { symbol: string; side: string } })[]): Problem[] {
  const symbols = new Map<string, string>();
  const twins = factors.flatMap((entry) => {
    const { symbol } = entry.data;
    const twin = symbols.get(symbol.toUpperCase());
    symbols.set(symbol.toUpperCase(), entry.id);
    return twin === undefined
      ? []
      : [problemIn(entry, ['symbol'], advice(`The letter "${symbol}" stands for "${twin}"`, 'Choose another letter'))];
  });
  const [first] = factors;
  // A single factor makes no equation.
  if (!first || factors.length === 1) return twins;
  const below = factors.filter(({ data: { side } }) => side === 'denominator');
  const [, ...more] = below;
  if (below.length === 0)
    return [
      ...twins,
      problemIn(
        factors.at(-1) ?? first,
        ['side'],
        advice('No factor of trust stands below the line', 'Write side: denominator for self-orientation'),
      ),
    ];
  const message = `"${below[0]?.id}" stands below the line already`;
  return [...twins, ...more.map((entry) => problemIn(entry, ['side'], advice(message, 'Write side: numerator')))];
}

/** Reports entries of small sets that mean the same: bands from one score, and quadrants in one place. */
function setProblems(content: Content): Problem[] {
  const bands = entriesOf<{ from: number }>(content, 'bands');
  const quadrants = entriesOf<{ influence: string; interest: string }>(content, 'quadrants');
  return [
    ...sameProblems(bands, ({ from }) => String(from), 'from', 'Write another score, or delete one of the two'),
    ...sameProblems(
      quadrants,
      ({ influence, interest }) => `${influence} ${interest}`,
      'influence',
      'Change influence or interest: each pair of the two has one',
    ),
  ];
}

function sameProblems<T>(
  entries: readonly (DataSource & { data: T })[],
  keyOf: (fields: T) => string,
  field: string,
  fix: string,
): Problem[] {
  const seen = new Map<string, string>();
  return entries.flatMap((entry) => {
    const twin = seen.get(keyOf(entry.data));
    if (twin === undefined) seen.set(keyOf(entry.data), entry.id);
    return twin === undefined ? [] : [problemIn(entry, [field], advice(`"${twin}" covers this already`, fix))];
  });
}

/** Reports titles and aliases that are the title of another entry of the collection, whatever their case. */
function titleProblems(entries: readonly DataSource[]): Problem[] {
  const fieldsOf = ({ data: fields }: DataSource) => (fields ?? {}) as { title?: string; aliases?: string[] };
  const keyOf = ({ collection }: DataSource, name: string) => `${collection} ${sameName(name)}`;
  const titles = new Map<string, DataSource>();
  const twins = entries.flatMap((entry) => {
    const { title } = fieldsOf(entry);
    if (title === undefined) return [];
    const twin = titles.get(keyOf(entry, title));
    if (!twin) titles.set(keyOf(entry, title), entry);
    const words = twin && advice(`The title "${title}" is that of "${twin.id}"`, 'Give this entry a title of its own');
    return words ? [problemIn(entry, ['title'], words)] : [];
  });
  const aliases = entries.flatMap((entry) =>
    (fieldsOf(entry).aliases ?? []).flatMap((alias, index) => {
      const twin = titles.get(keyOf(entry, alias));
      const words = twin && advice(`"${alias}" is the title of "${twin.id}"`, 'Delete the alias, or write another one');
      return words ? [problemIn(entry, ['aliases', index], words)] : [];
    }),
  );
  return [...twins, ...aliases];
}
