import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { navigable, type SidebarGroup, sidebar } from '#site/navigation.ts';
import { readHealth } from '#upkeep/handbook-health.ts';
import { root } from '../helpers.ts';

// What an organisation writes in org/ is its own affair; the check alone holds it to rules.
const handbook = readHandbook(root);
const { pages: all, settings } = handbook;
const pages = all.filter(({ file }) => file.startsWith('content/'));
const known = pages.flatMap(({ id, data }) => (data ? [{ ...data, id }] : []));
const slugs = (items: SidebarGroup['items']): string[] =>
  items.flatMap((item) => ('id' in item ? [item.id] : slugs(item.items)));

/** The words of a page, without front matter, imports, tags and addresses. */
function bodyOf(file: string): string {
  return readFileSync(`${root}/${file}`, 'utf8')
    .replace(/^---[\s\S]*?\n---/, '')
    .replace(/^import .*$/gm, '')
    .replace(/<[^>]*>|\]\([^)]*\)/g, ' ');
}
const wordsOf = (file: string) =>
  bodyOf(file)
    .toLowerCase()
    .match(/[\p{L}\p{N}]+(?:['’][\p{L}]+)?/gu) ?? [];

describe('no page is lost', () => {
  const inSidebar = new Set(
    sidebar(settings?.parts ?? [], navigable(known, String)).flatMap(({ items }) => slugs(items)),
  );
  const { orphaned } = readHealth(root, handbook, '2026-11-20');

  test.each(known.filter(({ kind }) => kind !== 'landing').map(({ id }) => [id]))(
    '%s is in the sidebar and named by another page',
    (id) => {
      expect(inSidebar.has(id)).toBe(true);
      expect(orphaned.map((page) => page.id)).not.toContain(id);
    },
  );

  test('every part has pages', () => {
    const filled = sidebar(settings?.parts ?? [], navigable(known, String)).map(({ label }) => label);
    expect(filled).toEqual(settings?.parts.map(({ label }) => label));
  });
});

describe('no page is thin', () => {
  const practices = pages.filter(({ data }) => data?.kind === 'practice');
  test.each(practices.map(({ id, file }) => [id, file] as const))(
    '%s says when, how, an example, what goes wrong and how you know',
    (_id, file) => {
      const headings = [...readFileSync(`${root}/${file}`, 'utf8').matchAll(/^## (.*)$/gm)].map((match) => match[1]);
      expect(headings).toEqual(['When', 'How', 'A worked example', 'What goes wrong', 'How you know it worked']);
      expect(wordsOf(file).length).toBeGreaterThanOrEqual(350);
      expect(readFileSync(`${root}/${file}`, 'utf8')).toMatch(/^1\. /m);
    },
  );
});

describe('no two pages say the same', () => {
  const RUN = 12;
  const runs = new Map<string, string>();
  const shared: string[] = [];
  for (const { id, file } of pages) {
    const list = wordsOf(file);
    const own = new Set<string>();
    for (let start = 0; start + RUN <= list.length; start++) own.add(list.slice(start, start + RUN).join(' '));
    for (const run of own) {
      const other = runs.get(run);
      if (other) shared.push(`${other} and ${id}: ${run}`);
      else runs.set(run, id);
    }
  }

  test(`no run of ${RUN} words stands on two pages`, () => {
    expect(shared).toEqual([]);
  });
});
