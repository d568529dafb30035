import type { Target } from '#load/body.ts';
import { addressOf, idOf, joined } from '#schema/address.ts';
import { didYouMean, nearest, type Problem } from '#schema/problem.ts';
import { movedWords, type Redirects } from '#schema/redirects.ts';

/** Targets that links may have. */
export interface Reachable {
  /** Anchors of each page, by page id; undefined for a page that cannot be parsed. */
  anchors: ReadonlyMap<string, ReadonlySet<string> | undefined>;
  /** Redirects of pages that have moved. */
  moved: Redirects;
  /** Files in `public/`, by URL. */
  publicFiles: ReadonlySet<string>;
  /** Files of the layers, by path from the root. */
  files: ReadonlySet<string>;
}

/**
 * Checks that the links of one page lead to pages, anchors and files that exist.
 * @param page The id of the page, and its path inside its layer.
 */
export function linkProblems(
  file: string,
  page: { id: string; path: string },
  links: readonly Target[],
  reachable: Reachable,
): Problem[] {
  return links.flatMap(({ url, line, column }) => {
    const words = linkWords(url, page, reachable);
    return words ? [{ file, line, column, ...words }] : [];
  });
}

/** Checks that the images of one page exist. */
export function imageProblems(file: string, images: readonly Target[], { publicFiles, files }: Reachable): Problem[] {
  return images.flatMap(({ url, line, column }) => {
    const place = { file, line, column };
    if (/^(https?:)?\/\//.test(url)) {
      return [
        {
          ...place,
          message: 'The image would come from another host',
          fix: 'Put the file beside the page and name it: ![what it shows](./file.png)',
        },
      ];
    }
    if (!IMAGE.test(url)) {
      return [
        {
          ...place,
          message: `"${url}" is no image`,
          fix: 'Name a file that ends in .png, .jpg, .webp, .avif, .gif or .svg',
        },
      ];
    }
    // The build resolves images relative to the file itself, so an override brings its own images.
    const there = url.startsWith('/') ? publicFiles.has(url) : files.has(joined(file, url));
    if (there) return [];
    const name = baseName(url);
    const known = [...(url.startsWith('/') ? publicFiles : files)].filter((path) => IMAGE.test(path));
    const elsewhere = known.find((path) => baseName(path) === name);
    const near = nearest(name, known.map(baseName));
    const cure = near ? `Did you mean "${near}"?` : 'Put the file beside the page, or correct its name';
    const fix = elsewhere ? `Copy ${elsewhere} beside this page and write ./${name}` : cure;
    return [{ ...place, message: `There is no image "${url}"`, fix }];
  });
}

/** Extensions of the images that a page can show. */
export const IMAGE = /\.(png|jpe?g|gif|webp|avif|svg)$/i;

type Words = Pick<Problem, 'message' | 'fix'> | undefined;

function linkWords(url: string, page: { id: string; path: string }, { anchors, publicFiles, moved }: Reachable): Words {
  if (url === '') return { message: 'The link leads nowhere', fix: 'Write the address in the round brackets' };
  if (/^(https?:\/\/[^/]|mailto:.+@|tel:.)/i.test(url)) return undefined;
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(url)) {
    return {
      message: `"${url}" is no address that a page may lead to`,
      fix: 'Write https://, mailto: or an address of this handbook',
    };
  }
  const [address = '', anchor] = url.split('#');
  if (anchor === '') return { message: 'The link ends in an empty #', fix: 'Name the heading after it, or delete it' };
  if (/^www\./.test(url)) return { message: `"${url}" lacks its start`, fix: `Write https://${url}` };
  if (address === '') return anchorWords(page.id, anchor ?? '', anchors);
  if (!address.startsWith('/')) {
    const id = joined(page.path, address)
      .replace(/\.mdx?$/, '')
      .replace(/\/$/, '');
    const fix = anchors.has(id)
      ? `Write ${addressOf(id)}`
      : `Write it from the top of the handbook, such as ${addressOf('pillars/direction')}`;
    return { message: `The link "${url}" is relative`, fix };
  }
  const bare = address.split('?')[0] as string;
  if (publicFiles.has(bare)) return undefined;
  const id = idOf(address);
  if (!anchors.has(id)) {
    const words = movedWords(moved, id, addressOf);
    if (words) return words;
    if (/\.[a-z0-9]{2,5}$/i.test(bare)) {
      return { message: `There is no file "${bare}"`, fix: 'Put it into public/, or correct its name' };
    }
    const near = nearest(id, anchors.keys());
    return {
      message: `There is no page "${bare}"`,
      fix: near ? `Did you mean ${addressOf(near)}?` : 'Correct the address, or leave the link out',
    };
  }
  if (bare !== addressOf(id))
    return { message: `The link "${bare}" lacks its last slash`, fix: `Write ${addressOf(id)}` };
  return anchor === undefined ? undefined : anchorWords(id, anchor, anchors);
}

function anchorWords(id: string, anchor: string, anchors: Reachable['anchors']): Words {
  const known = anchors.get(id);
  // Starlight gives the title of every page this anchor.
  if (known === undefined || known.has(anchor) || anchor === '_top') return undefined;
  const fix = known.size > 0 ? didYouMean(anchor, known) : `Link to the page: ${addressOf(id)}`;
  return { message: `${addressOf(id)} has no heading "#${anchor}"`, fix };
}

function baseName(path: string): string {
  return path.replace(/^.*\//, '');
}
