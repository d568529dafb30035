import { type Edition, strictestAudience, strictness } from '#editions/edition.ts';
import { complete } from '#schema/data/index.ts';
import { didYouMean, type Point, type Problem, plural } from '#schema/problem.ts';
import { movedWords, type Redirects } from '#schema/redirects.ts';

type Place = Point & { file: string };

/** File and position of an item. The position is lazy: few are needed, and finding one parses the file again. */
export interface Standing {
  file: string;
  at(): Point;
}

/** Page or data entry, reduced to what the audience checks need. */
export interface Readable extends Standing {
  /** `guides/trust`, or `data/terms/roadmap`. */
  name: string;
  /** Effective audience, with the default of its layer; undefined if unknown. */
  audience: string | undefined;
  /** Audience that the entry itself names. */
  says: string | undefined;
  /** References and links in it. */
  mentions: Mention[];
}

/** Reference or link, with the audiences of the `:::only` blocks around it. */
export interface Mention extends Standing {
  /** Names that it points to: an entry or page and, if the link has an anchor, `page#heading`. */
  names: readonly string[];
  /** True if it disappears where its target is excluded. */
  optional: boolean;
  /** Audiences of the `:::only` blocks around it. */
  within: readonly string[];
}

/** Checks that an audience exists. */
export function audienceProblem(audience: string, audiences: readonly string[], place: () => Place): Problem[] {
  if (audiences.includes(audience)) return [];
  return [{ ...place(), message: `Unknown audience "${audience}"`, fix: didYouMean(audience, audiences) }];
}

/** Checks that entries which the settings hide or rename exist. */
export function nameProblems(
  names: readonly { name: string; place: Place }[],
  known: readonly string[],
  what: string,
  moved: Redirects,
): Problem[] {
  return names.flatMap(({ name, place }) => {
    if (known.includes(name)) return [];
    const words = movedWords(moved, name);
    return [{ ...place, ...(words ?? { message: `There is no ${what} "${name}"`, fix: didYouMean(name, known) }) }];
  });
}

/** Checks that an edition includes every entry that the formulas need. */
export function completeProblems(
  readables: readonly Readable[],
  hidden: readonly { name: string; place: Place }[],
  { audience, audiences, excluded }: Pick<Edition, 'audience' | 'audiences' | 'excluded'>,
): Problem[] {
  return readables.flatMap(({ name, audience: readers, file, at }) => {
    if (!excluded.has(name) || !complete.has(/^data\/([^/]+)\//.exec(name)?.[1] ?? '')) return [];
    const isHidden = hidden.find((candidate) => candidate.name === name);
    if (isHidden) {
      const fix = 'Take it from the list; its words may be written anew under the same id';
      return [{ ...isHidden.place, message: `The tools count with "${name}"`, fix }];
    }
    const message = `"${name}" is for ${strictestAudience([readers], audiences)}, and the tools of ${audience} count with it`;
    return [{ file, ...at(), message, fix: `Write audience: ${audience}` }];
  });
}

/**
 * Checks that no reference or link leads readers to an entry that they may not read, which would reveal its name. An
 * organisation cannot change upstream's pages. Where its own entry names an audience, upstream's mentions of it
 * disappear for other readers; where it names none, that is reported once, at the entry.
 * @param upstream The folder of upstream's layer.
 */
export function leakProblems(
  readables: readonly Readable[],
  hidden: ReadonlySet<string>,
  audiences: readonly string[],
  upstream: string,
): Problem[] {
  const byName = new Map(readables.map((readable) => [readable.name, readable]));
  const width = (name: string) => {
    const known = byName.get(name);
    return known ? strictness(known.audience, audiences) : 0;
  };
  const isUpstreams = ({ file }: Standing) => file.startsWith(`${upstream}/`);
  const unsaid = new Map<Readable, number[]>();
  const problems = readables.flatMap(({ audience, mentions }) =>
    mentions.flatMap(({ names, optional, within, ...standing }) => {
      const wide = strictestAudience([audience, ...within], audiences);
      if (optional || names.some((name) => hidden.has(name))) return [];
      const name = names.toSorted((a, b) => width(b) - width(a))[0] ?? '';
      const [target, readers] = [byName.get(name), strictness(wide, audiences)];
      if (!target || width(name) <= readers) return [];
      if (isUpstreams(standing) && !isUpstreams(target)) {
        const isSaid = target.says !== undefined || name.includes('#');
        if (!isSaid) unsaid.set(target, [...(unsaid.get(target) ?? []), readers]);
        return [];
      }
      const narrow = audiences[width(name)];
      return [
        {
          file: standing.file,
          ...standing.at(),
          message: `"${name}" is for ${narrow}, and this is read by ${wide}`,
          fix: `Write a ? after ${name.includes('#') ? 'the last slash' : 'it'}, so that it disappears for others, or put it between :::only[${narrow}] and :::`,
        },
      ];
    }),
  );
  return [...problems, ...[...unsaid].map(([target, readers]) => unsaidProblem(target, readers, audiences))];
}

function unsaidProblem({ name, file, at }: Readable, readers: number[], audiences: readonly string[]): Problem {
  const [wide, narrow] = [audiences[Math.min(...readers)], audiences.at(-1)];
  return {
    file,
    ...at(),
    message: `"${name}" does not say who may read it, and ${plural(readers.length, 'link')} of upstream would lead ${wide} to it`,
    fix: `Write audience: ${wide}; or audience: ${narrow}, and what upstream says of it disappears for others`,
  };
}
