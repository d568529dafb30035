import * as z from 'zod';
import { basePath } from './address.ts';
import { builtRepository } from './built-repository.ts';
import { type Colours, colours, DERIVED, type Token } from './colours.ts';
import { embeds } from './embeds.ts';
import { id, text, texts } from './fields.ts';
import { issues } from './issues.ts';
import { fonts, head, links } from './look.ts';
import { pageDefaults } from './pages/page-defaults.ts';
import { part } from './part.ts';
import { webAddressOf } from './remote-address.ts';
import { HOST_KINDS } from './repository-host.ts';
import { type Repository, repositoryAt } from './repository-links.ts';
import { isRecord } from './schema-problems.ts';
import { styleLevels } from './style-levels.ts';

/** Schema of the origin of a host, without a path. */
const host = () =>
  z.url({ protocol: /^https$/ }).superRefine((address, context) => {
    const { origin, pathname } = URL.parse(address) ?? {};
    if (pathname === undefined || address === origin || address === `${origin}/`) return;
    const path = pathname === '/' ? '' : `, and base: ${pathname.replace(/\/?$/, '/')}`;
    context.addIssue({
      code: 'custom',
      message: `"${address}" says more than the host`,
      params: { fix: `Write ${origin}${path}` },
    });
  });

/** Schema of the web address of a repository, which is published, so it holds no name and no password. */
const repository = () =>
  z.url({ protocol: /^https$/ }).superRefine((address, context) => {
    const { username = '', password = '' } = URL.parse(address) ?? {};
    if (username === '' && password === '') return;
    context.addIssue({
      code: 'custom',
      message: 'The address holds a name or a password, and every reader would see it',
      params: { fix: `Write ${webAddressOf(address)}` },
    });
  });

const picture = () => text().describe('The path of the picture from the root of the repository.');

/** Contact for readers: an e-mail address, a web address, or text. */
const contact = () =>
  text().superRefine((written, context) => {
    const [, protocol = '', rest = ''] = /^(mailto:|\w+:\/\/)(.*)$/.exec(written) ?? [];
    if (protocol === '' || protocol === 'https://') return;
    const fix = protocol === 'mailto:' ? rest : `https://${rest}`;
    context.addIssue({
      code: 'custom',
      message: `A contact does not start with "${protocol}"`,
      params: { fix: `Write ${fix}` },
    });
  });

/** Schema of `playbook.yaml`, the settings of the handbook. */
export const settings = z.strictObject({
  title: text().describe('The name of the handbook, shown at the top of every page.'),
  description: text().max(200).describe('What it is, in one sentence of at most 200 characters.'),
  repository: repository()
    .optional()
    .describe(
      'The address of its repository, for edit links; a build in a pipeline of its Git host knows it by itself.',
    ),
  host: z
    .enum(HOST_KINDS)
    .optional()
    .describe(
      'The software of the Git host that holds the repository, for its links and forms; well-known domains are known. Forgejo is gitea.',
    ),
  issues: issues()
    .optional()
    .describe(
      'Where readers report what is wrong: an https address, which may hold {title} and {body}, an e-mail address, or none; the issues of the Git host if left out.',
    ),
  branch: text().default('main').describe('The branch that edit links change.'),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Z]{2})?$/, 'a language such as en-GB')
    .default('en-GB')
    .describe(
      'The language it is written in, for dates, search, screen readers, the direction of the pages and spelling; other dictionaries than those of en-GB and en-US go into org/dictionaries/.',
    ),
  style: styleLevels
    .default({})
    .describe(
      'How strictly your own pages are held to the rules of style: off, hint or error, for one rule by its id and for all others under default.',
    ),
  parts: z
    .array(part)
    .min(1)
    .describe(
      'The parts of the book, in the order readers meet them; a folder name is enough for a part of upstream, and those not named follow.',
    ),
  audiences: z
    .array(id())
    .min(1)
    .default(['public', 'internal', 'leads'])
    .describe('Who may read, from the widest circle to the strictest; each has an edition of its own.'),
  audience: id()
    .optional()
    .describe('Who may read the pages and data of this layer that name no audience; the strictest if left out.'),
  restrictedTerms: z
    .record(text(), texts())
    .default({})
    .describe(
      'Words that only an audience and narrower ones may meet, by audience: a build for others fails if it holds one.',
    ),
  allowedTitles: z
    .array(text())
    .default([])
    .describe('Titles that any edition may say, because they are ordinary words, such as Hiring.'),
  hidden: z
    .array(text())
    .default([])
    .describe(
      'Parts, folders in them, pages and data that are left out of every edition: archetypes, guides/ai-era, data/terms/roadmap.',
    ),
  titles: z
    .record(text(), text())
    .default({})
    .describe('New titles of roles, by the ids of their pages; the old title still finds them.'),
  files: z
    .record(text(), id())
    .default({})
    .describe(
      'Who may read files in org/public/, by file or folder: forms, forms/pay.pdf; the innermost goes before. The others are for the audience of this layer.',
    ),
  owners: z
    .record(text(), text())
    .default({})
    .describe(
      'The teams that look after pages here, by part, folder or page: practices, guides/trust; the innermost goes before.',
    ),
  defaults: pageDefaults
    .optional()
    .describe(
      'The owner, reviewEvery, sources and provenance of pages here that do not say them, by part or folder; "." is for all of them, and the innermost goes before.',
    ),
  contact: contact()
    .optional()
    .describe(
      'Whom readers ask: an e-mail address, an https address, or words; it stands at the foot of every page of every edition, for all to read.',
    ),
  embeds: embeds()
    .optional()
    .describe('Hosts whose videos and forms pages may show after a click, such as www.youtube-nocookie.com.'),
  colours: colours.describe('The colours, by theme; a key replaces one colour and leaves the others.'),
  logo: z
    .union([
      picture(),
      z.strictObject({
        light: picture().describe('The picture on light paper.'),
        dark: picture().describe('The picture on dark paper.'),
      }),
    ])
    .optional()
    .describe('A picture before the title: a file such as org/logo.svg, or one for light and one for dark.'),
  icon: picture()
    .optional()
    .describe('The picture in the tab of the browser: a file such as org/icon.svg, .png or .ico.'),
  socialPicture: picture()
    .optional()
    .describe(
      'The picture that other programs show beside a link to a page: a file such as org/theme/social.png, best of 1200 by 630; needs site.',
    ),
  fonts: fonts.optional().describe('Fonts of your own for headings and text, from files in org/theme/.'),
  links: links.optional().describe('Links in the header and at the foot of every page.'),
  head: head
    .optional()
    .describe('Scripts in every page of the editions that they name, such as one of your own that counts visits.'),
  site: z
    .union([host(), z.record(text(), host())])
    .optional()
    .describe(
      'The host it is published on, or one for each audience; SITE_URL goes before. Without one there are no canonical addresses.',
    ),
  base: z
    .string()
    .regex(/^\/([A-Za-z0-9._~-]+\/)*$/, 'a path between two slashes, such as /handbook/')
    .optional()
    .describe('The path it has on its host, such as /handbook/; BASE_PATH goes before.'),
});

/** Validated settings, with defaults filled in. */
export type Settings = z.infer<typeof settings>;

const none: Settings = {
  title: 'Handbook',
  description: '',
  branch: 'main',
  language: 'en-GB',
  style: {},
  parts: [],
  audiences: ['public'],
  restrictedTerms: {},
  allowedTitles: [],
  hidden: [],
  titles: {},
  files: {},
  owners: {},
  colours: { light: {}, dark: {} } as Colours,
};

/** Unvalidated settings of one layer. */
type Written = Readonly<Record<string, unknown>>;

/** Entry of the merged list of parts, with its source. */
export interface MergedPart {
  part: unknown;
  /** Index of the layer that defines it; `index` is its place in that layer's list. */
  layer: number;
  index: number;
}

/** New names of settings that once had others. Files with an old name stay valid. */
export const RENAMED: Readonly<Record<string, string>> = { marked: 'restrictedTerms', spoken: 'allowedTitles' };

/** Merges the settings of all layers key by key; later layers win. Colours merge one by one, parts by folder. */
export function mergeSettings(layers: readonly Written[]): Record<string, unknown> {
  const merged: Record<string, unknown> = Object.assign({}, ...layers);
  const parts = mergeParts(layers);
  if (parts) merged['parts'] = parts.map(({ part }) => part);
  const all = layers.flatMap((layer) => (Object.hasOwn(layer, 'colours') ? [layer['colours']] : []));
  if (all.length > 0 && all.every(isRecord)) merged['colours'] = all.reduce(mergeColours);
  return merged;
}

/**
 * Merges the parts: those of the last layer in its order, then those of earlier layers that it does not list. A folder
 * that a later layer names under `with` or as a part is taken out of the parts of earlier layers.
 */
export function mergeParts(layers: readonly Written[]): MergedPart[] | undefined {
  const lists = layers.flatMap((layer, at) => (Object.hasOwn(layer, 'parts') ? [{ at, list: layer['parts'] }] : []));
  const merged: MergedPart[] = [];
  for (const { at, list } of lists.reverse()) {
    // Leave an invalid or empty list to the validation.
    if (!Array.isArray(list) || list.length === 0) return undefined;
    const named = new Map(merged.toReversed().map((part) => [folderOf(part.part), part]));
    const joined = new Set(merged.flatMap(({ part }) => withOf(part)));
    const isTaken = (folder: unknown) => joined.has(folder) || named.has(folder);
    for (const [index, written] of list.entries()) {
      const whole = typeof written === 'string' ? { folder: written } : written;
      const part = withOf(whole).some(isTaken)
        ? { ...whole, with: withOf(whole).filter((folder) => !isTaken(folder)) }
        : whole;
      const above = named.get(folderOf(part));
      if (above && folderOf(part) !== undefined) above.part = { ...part, ...(above.part as object) };
      else if (!joined.has(folderOf(part))) merged.push({ part, layer: at, index });
    }
  }
  return merged.length > 0 ? merged : undefined;
}

/** Returns the labels of the parts of the first layer that a later layer renames, by folder. */
export function renamedParts(layers: readonly Written[]): Record<string, string> {
  const labelOf = (part: unknown) => (isRecord(part) ? part['label'] : undefined);
  const before = new Map(mergeParts(layers.slice(0, 1))?.map(({ part }) => [folderOf(part), labelOf(part)]));
  const renamed = (mergeParts(layers) ?? []).filter(
    ({ part }) => before.has(folderOf(part)) && before.get(folderOf(part)) !== labelOf(part),
  );
  return Object.fromEntries(renamed.map(({ part }) => [String(folderOf(part)), String(labelOf(part))]));
}

function folderOf(part: unknown): unknown {
  return isRecord(part) ? part['folder'] : undefined;
}

function withOf(part: unknown): unknown[] {
  const folders = isRecord(part) ? part['with'] : undefined;
  return Array.isArray(folders) ? folders : [];
}

/** Merges colours. A new accent drops the derived colours of the layer below, unless they are set as well. */
function mergeColours(below: Written, above: Written): Written {
  const themes = Object.entries(above).map(([name, theme]) => {
    const under = below[name];
    if (!isRecord(under) || !isRecord(theme)) return [name, theme];
    const kept = Object.entries(under).filter(
      ([token]) => !(Object.hasOwn(theme, 'accent') && DERIVED.includes(token as Token)),
    );
    return [name, { ...Object.fromEntries(kept), ...theme }];
  });
  return { ...below, ...Object.fromEntries(themes) };
}

/**
 * Returns the origin and base path of a build; the environment overrides the settings.
 * @returns The origin, if it is known, and the base path with a slash at both ends.
 */
export function hostOf(
  { site, base }: Pick<Settings, 'site' | 'base'>,
  audience: string,
  environment: Record<string, string | undefined>,
): { site?: string; base: string } {
  const own = typeof site === 'string' ? site : site?.[audience];
  const { SITE_URL: address = own, BASE_PATH: path = base } = environment;
  return { ...(address ? { site: address } : {}), base: basePath(path) };
}

/**
 * Returns the settings for a build. Invalid settings are replaced by defaults, so that `astro dev` can start and show
 * the problem. An unset repository is taken from the pipeline of a Git host that runs.
 */
export function settingsOrNone(read: Settings | undefined, environment: Record<string, string | undefined>): Settings {
  const chosen = read ?? none;
  const built = builtRepository(environment);
  const repository = chosen.repository?.replace(/\/+$/, '') ?? built?.repository;
  const host = chosen.host ?? (built?.repository === repository ? built?.host : undefined);
  return { ...chosen, ...(repository === undefined ? {} : { repository }), ...(host ? { host } : {}) };
}

/** Returns the repository of the settings; undefined if it is unknown, or on a host without links of ours. */
export function repositoryOf({ repository, host, branch }: Settings): Repository | undefined {
  return repositoryAt(repository, { host, branch });
}

/** Returns the direction in which a language is written: `rtl` for Arabic, Hebrew, Persian, Urdu and their like. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return new Intl.Locale(language).getTextInfo().direction === 'rtl' ? 'rtl' : 'ltr';
}
