import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { fieldsIn, nameOf } from '#editions/edition.ts';
import { data, isDataName } from '#schema/data/index.ts';
import { copyHandbook, temporaryFolder } from '../helpers.ts';

const folder = temporaryFolder();

test('entries and columns that are called as a renamed role take its new title', () => {
  const root = copyHandbook(folder);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('org/playbook.yaml', 'titles: {roles/lead: Captain}\n');
  const week = (id: string, title: string) =>
    `- {id: ${id}, title: ${title}, order: 1, roles: [roles/lead], shares: [{pillar: pillars/people, percent: 100}], note: So.}\n`;
  write('content/data/weeks/weeks.yaml', week('one', 'Lead') + week('two', 'Lead or other'));
  const rows = 'rows: [{dimension: Lead, values: [Lead, The lead]}], takeaway: Lead.';
  write('content/data/comparisons/c.yaml', `- {id: c, title: Lead and member, sides: [lead, Member], ${rows}}\n`);
  write('content/data/terms/lead.yaml', 'title: Lead\ndefinition: A seat.\npage: roles/lead\n');
  write('content/data/terms/tin.yaml', 'title: LEAD\ndefinition: A metal.\n');
  const { content, edition, problems } = readHandbook(root, { today: '2026-06-30' });
  const shown = content.entries.flatMap(({ collection, id, data: fields }) => {
    if (!isDataName(collection) || !['weeks', 'comparisons', 'terms'].includes(collection)) return [];
    const { value } = fieldsIn(edition, data[collection] as never, nameOf(collection, id), fields);
    const { title, sides = [] } = value as { title: string; sides?: string[] };
    return [`${collection} ${title}${sides.map((side) => ` | ${side}`).join('')}`];
  });
  expect(shown).toEqual(
    expect.arrayContaining([
      'comparisons Lead and member | Captain | Member',
      'terms Captain',
      'weeks Captain',
      'weeks Lead or other',
    ]),
  );
  expect(problems.filter(({ message }) => !message.includes('LEAD')).map(({ message }) => message)).toEqual([]);
});
