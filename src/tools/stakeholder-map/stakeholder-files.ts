import { type Fields, gridPicture } from '#formulas/grid-picture.ts';
import { markdownTable } from '#formulas/markdown-table.ts';
import { fillIn } from '#schema/placeholders.ts';
import type { OutputFile, OutputInput } from './person.ts';

/** Renders the people as a Markdown table. */
export function text({ people, words }: OutputInput): OutputFile {
  const head = [words.name, words.field, words.grid.stance, words.rhythm, words.next];
  const rows = people.map((person) => [
    person.name,
    person.field,
    person.quadrant.stance,
    words.rhythms[person.rhythm],
    person.next,
  ]);
  return ['text/markdown', markdownTable(head, rows)];
}

/** Renders the grid as a standalone SVG file. */
export function picture({ people, places, quadrants, words: { grid, stands } }: OutputInput): OutputFile {
  const marks = people.map(({ number, name, ...place }, index) => ({ ...place, ...places[index], number, name }));
  const words = {
    ...grid,
    title: grid.caption,
    description: people.map((person) => fillIn(stands, person)).join('. '),
  };
  return ['image/svg+xml', gridPicture(marks, quadrants.map(({ title }) => title) as unknown as Fields, words)];
}
