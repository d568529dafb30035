import { type Fields, gridPicture } from '#formulas/grid-picture.ts';
import { markdownTable } from '#formulas/markdown-table.ts';
import type { Files, Written } from './stakeholder-map.ts';

/** Renders the people as a Markdown table. */
export function text({ people, words }: Files): Written {
  const head = [words.name, words.field, words.grid.stance, words.rhythm, words.next];
  const rows = people.map(({ name, field, quadrant, rhythm, next }) => [
    name,
    field,
    quadrant.stance,
    words.rhythms[rhythm],
    next,
  ]);
  return ['text/markdown', markdownTable(head, rows)];
}

/** Renders the grid as a standalone SVG file. */
export function picture({ people, drawn, stands, fields, words: { grid } }: Files): Written {
  const marks = people.map(({ number, name, ...place }, index) => ({ ...place, ...drawn[index], number, name }));
  const words = { ...grid, title: grid.caption, description: stands.join('. ') };
  return ['image/svg+xml', gridPicture(marks, fields as unknown as Fields, words)];
}
