import { existsSync, readFileSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { type Content, hasEveryFile } from '#load/content.ts';
import { fileTypeAt } from '#load/file-type.ts';
import { readText } from '#load/text.ts';
import { FONT_FORMATS } from '#schema/look.ts';
import { type Advice, advice, nearest, type Problem, pointAt, problemsAt } from '#schema/problem.ts';
import type { Settings } from '#schema/settings.ts';
import type { Rule } from '../rule.ts';
import { linkProblems, reachableIn } from './links.ts';
import { audienceProblem } from './setting-names.ts';

/** Folder of an organisation's fonts, style sheet and pictures. */
const FOLDER = 'org/theme';

/** Rule on the look of an organisation: its links, fonts, style sheet and scripts. */
export const look: Rule = {
  code: 'look',
  describes: 'Links, fonts, styles and scripts of the organisation are there',
  check(content) {
    const { settings } = content.settings;
    if (!settings) return [];
    return [
      ...linkSettings(content, settings),
      ...fontProblems(content, settings),
      ...scriptProblems(content, settings),
      ...styleProblems(content.root),
      ...socialHints(content, settings),
    ];
  },
};

/** Checks where the links in the header and at the foot lead, and that their audiences exist. */
function linkSettings(content: Content, { links, audiences }: Settings): Problem[] {
  const { where } = content.settings;
  const all = (['header', 'footer'] as const).flatMap((place) =>
    (links?.[place] ?? []).map((link, index) => ({ ...link, path: ['links', place, index] })),
  );
  const reachable = hasEveryFile(content) ? reachableIn(content) : undefined;
  return all.flatMap(({ href, audience, path }) => {
    const { file, ...point } = where([...path, 'href']);
    const home = { id: 'index', path: 'index.mdx' };
    return [
      ...(reachable ? linkProblems(file, home, [{ url: href, ...point }], reachable) : []),
      ...(audience === undefined ? [] : audienceProblem(audience, audiences, () => where([...path, 'audience']))),
    ];
  });
}

function fontProblems({ root, settings: { where } }: Content, { fonts = {} }: Settings): Problem[] {
  return (['headings', 'text'] as const).flatMap((use) =>
    (fonts[use]?.files ?? []).flatMap(({ file }, index) =>
      problemsAt(where(['fonts', use, 'files', index, 'file']), fontWords(root, file)),
    ),
  );
}

function fontWords(root: string, file: string): Advice | undefined {
  const formats = Object.keys(FONT_FORMATS);
  if (!normalize(file).startsWith(`${FOLDER}/`) || normalize(file) !== file)
    return advice(
      `"${file}" is not in ${FOLDER}/`,
      `Copy the file there and write ${FOLDER}/${file.replace(/^.*\//, '')}`,
    );
  const known = FONT_FORMATS[extname(file).slice(1).toLowerCase()];
  if (!known) return advice(`"${file}" is no font`, `Use a file that ends in .${formats.join(', .')}`);
  const { type, size } = fileTypeAt(root, file);
  if (type !== 'file') return advice(`There is no file "${file}"`, 'Put the font there, or correct its name');
  const head = size === 0 ? '' : readFileSync(join(root, file)).toString('latin1', 0, 4);
  if (known.starts.includes(head)) return undefined;
  return advice(
    `"${file}" does not hold a font of this kind`,
    'Copy the file again, or give it the ending of what it is',
  );
}

/** Checks that the editions of scripts exist, and the scripts of the handbook itself. */
function scriptProblems({ publicFiles, settings: { where } }: Content, { head = [], audiences }: Settings): Problem[] {
  return head.flatMap((script, index) => {
    const src = 'src' in script ? script.src.replace(/[?#].*$/, '') : undefined;
    const isMissing = src?.startsWith('/') && !publicFiles.addresses.has(src);
    const near = src && nearest(src, publicFiles.addresses);
    const fix = near ? `Did you mean ${near}?` : `Put it into org/public${src}, or correct its address`;
    return [
      ...problemsAt(where(['head', index, 'src']), isMissing ? advice(`There is no file "${src}"`, fix) : undefined),
      ...script.editions.flatMap((name, at) =>
        audienceProblem(name, audiences, () => where(['head', index, 'editions', at])),
      ),
    ];
  });
}

/** Checks that the style sheet loads nothing from other hosts, which the policy of the pages refuses. */
function styleProblems(root: string): Problem[] {
  const file = `${FOLDER}/style.css`;
  if (!existsSync(join(root, file))) return [];
  const { text, problem } = readText(root, file);
  if (problem) return [problem];
  // Comments keep their length, so that positions stay right.
  const code = text.replace(/\/\*[\s\S]*?(\*\/|$)/g, (comment) => comment.replace(/[^\n]/g, ' '));
  const loads = [...code.matchAll(/(?:@import\s+(?:url\(\s*)?|url\(\s*)["']?((?:https?:)?\/\/[^"')\s]*)/gi)];
  return loads.map((match) => ({
    file,
    ...pointAt(code, match.index),
    ...advice(
      `"${match[1]}" comes from another host, which no page may ask`,
      `Copy the file into ${FOLDER}/ and write ./name`,
    ),
  }));
}

/** Notes a picture for links that needs the address of the site. */
function socialHints({ settings: { where } }: Content, { socialPicture, site }: Settings): Problem[] {
  if (socialPicture === undefined || site !== undefined) return [];
  const words = advice('Nobody sees this picture without the address of the site', 'Add site: https:// and your host');
  return [{ ...where(['socialPicture']), ...words, isHint: true }];
}
