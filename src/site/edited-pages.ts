import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration, ViteUserConfig } from 'astro';
import type { Handbook } from '#check/handbook.ts';
import { textWithNote } from '#editions/page-text.ts';
import { insideLayer } from '#load/layers.ts';
import { readMdx } from '#load/mdx.ts';
import { type ParsedNote, parseNote } from '#load/notes.ts';
import { readText } from '#load/text.ts';
import { frontMatterIn } from '#schema/note.ts';
import { pageId } from '#schema/pages/index.ts';

/** Astro integration that replaces the text of each page with that of the edition. */
export function editedPages({ edition }: Handbook): AstroIntegration {
  return {
    name: 'playbook-edited-pages',
    hooks: {
      'astro:config:setup'({ config, updateConfig }) {
        updateConfig({ vite: { plugins: [editing(edition, fileURLToPath(config.root))] } });
      },
    },
  };
}

/** Vite plugin that edits a page before any other plugin reads it. */
function editing(edition: Handbook['edition'], root: string): NonNullable<ViteUserConfig['plugins']>[number] {
  return {
    name: 'playbook-edited-pages',
    enforce: 'pre',
    transform: {
      filter: { id: /\/(content|org\/content)\/[^?]*\.mdx/ },
      handler(code, id) {
        // Astro also asks for modules about a page, which are JavaScript and have no front matter.
        if (frontMatterIn(code) === '') return undefined;
        const name = pageId(
          insideLayer(
            relative(root, id.split('?')[0] as string)
              .split(sep)
              .join('/'),
          ),
        );
        const file = edition.notes.get(name);
        // Renders the page again in `astro dev` when its note changes.
        if (file !== undefined) this.addWatchFile(join(root, file));
        return { code: withJsonFrontMatter(textWithNote(edition, code, noteIn(root, file))), map: null };
      },
    },
  };
}

/**
 * Writes the front matter of a page as JSON, which is YAML too, since Astro has another YAML parser than the check. Empty
 * lines stay in its place, so that errors of the compiler name the line of the file.
 */
export function withJsonFrontMatter(text: string): string {
  const head = frontMatterIn(text);
  const { value = {} } = readMdx('', head.replace('\uFEFF', '')).frontmatter ?? {};
  const lines = '\n'.repeat(Math.max(0, head.split('\n').length - 4));
  return `---\n${JSON.stringify(value)}\n${lines}---\n${text.slice(head.length)}`;
}

/** Reads the note on a page as it is now. */
function noteIn(root: string, file: string | undefined): ParsedNote | undefined {
  const text = file === undefined ? undefined : readText(root, file).text;
  return file === undefined || text === undefined ? undefined : parseNote(file, text);
}
