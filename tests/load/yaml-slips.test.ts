import { describe, expect, test } from 'vitest';
import { readMdx } from '#load/mdx.ts';

const PAGE = `---
kind: guide
title: More
description: What this page is about.
owner: editors
reviewed: [{day: 2026-01-15, outcome: edited}]
sources:
  - source: a-book
    where: Chapter one
  - source: another-book
provenance: editorial
order: 3
---
Words.
`;

/** Returns the problem with the page after a change of its text. */
function problemWith(before: string, after: string, end = '\n'): string {
  expect(PAGE.split(before)).toHaveLength(2);
  const text = PAGE.replace(before, () => after).replaceAll('\n', end);
  const problems = readMdx('a.mdx', text).problems.map(
    (one) => `${one.line}:${one.column}  ${one.message}  ${one.fix}`,
  );
  expect(problems).toHaveLength(1);
  return problems[0] as string;
}

const indented = (by: string, others: string, start: string) =>
  `${by === '' ? 'This line is not indented' : `This line is indented by ${by}`}; the others by ${others}  Start it with ${start}`;
const TAB = 'A tab stands at the start of the line  Start it with';
const SPACE = 'There is no space after the colon  Write';
const COMMAS = 'There is nothing between two commas  Write related:';
const OPEN = 'A bracket is opened and never closed  Write';
const CLOSED = 'A bracket is closed that is not open  Write';
const REVIEWED = 'reviewed: [{day: 2026-01-15, outcome: edited}]';
const QUOTE = 'A quotation mark is opened and never closed  Close it at the end of the value with the same mark';
const COLON = 'There is no colon and space after the key  Write owner: editors';
const TEXT = 'This text is not indented as a part of the field above it  Start each line of it with 2 spaces';
const CLOSE = 'This line does not close the front matter  Write --- on it, and nothing else';

const slips: [before: string, after: string, problem: string][] = [
  ['\nkind', '\n kind', `2:1  ${indented('one space', 'none', 'no space')}`],
  ['\nkind', '\n  kind', `2:1  ${indented('2 spaces', 'none', 'no space')}`],
  ['\ntitle', '\n title', `3:1  ${indented('one space', 'none', 'no space')}`],
  ['\nowner', '\n owner', `5:1  ${indented('one space', 'none', 'no space')}`],
  ['\nreviewed', '\n reviewed', `6:1  ${indented('one space', 'none', 'no space')}`],
  ['\nsources', '\n sources', `7:1  ${indented('one space', 'none', 'no space')}`],
  ['\nprovenance', '\n provenance', `11:1  ${indented('one space', 'none', 'no space')}`],
  ['\norder', '\n   order', `12:1  ${indented('3 spaces', 'none', 'no space')}`],
  ['\n    where', '\n     where', `9:1  ${indented('5 spaces', '4 spaces', '4 spaces')}`],
  ['\n    where', '\n   where', `9:1  ${indented('3 spaces', '4 spaces', '4 spaces')}`],
  ['\n    where', '\n  where', `9:1  ${indented('2 spaces', '4 spaces', '4 spaces')}`],
  ['\n    where', '\nwhere', `9:1  ${indented('', '4 spaces', '4 spaces')}`],
  ['\n  - source: another', '\n   - source: another', `10:1  ${indented('3 spaces', '2 spaces', '2 spaces')}`],
  ['\n  - source: another', '\n - source: another', `10:1  ${indented('one space', '2 spaces', '2 spaces')}`],
  ['\n  - source: another', '\n- source: another', `10:1  ${indented('', '2 spaces', '2 spaces')}`],
  ['\n  - source: a-book', '\n   - source: a-book', `8:1  ${indented('3 spaces', '2 spaces', '2 spaces')}`],
  ['\n  - source: a-book', '\n - source: a-book', `8:1  ${indented('one space', '2 spaces', '2 spaces')}`],
  ['title: More', 'title: More\n  sub: title', `4:1  ${indented('2 spaces', 'none', 'no space')}`],
  ['\nkind', '\n\tkind', `2:1  ${TAB} no space`],
  ['\ntitle', '\n\ttitle', `3:1  ${TAB} no space`],
  ['\norder', '\n\torder', `12:1  ${TAB} no space`],
  ['\nprovenance', '\n\tprovenance', `11:1  ${TAB} no space or 4 spaces`],
  ['\n    where', '\n\twhere', `9:1  ${TAB} 4 spaces`],
  ['\n    where', '\n  \twhere', `9:1  ${TAB} 4 spaces`],
  ['\n  - source: a-book', '\n\t- source: a-book', `8:1  ${TAB} 2 spaces`],
  [
    '\n    where',
    '\n\u00a0   where',
    '9:1  A non-breaking space stands at the start of the line  Start it with 4 spaces',
  ],
  ['kind: ', 'kind:', `2:1  ${SPACE} kind: guide`],
  ['owner: ', 'owner:', `5:1  ${SPACE} owner: editors`],
  ['owner: ', 'owner:\u00a0', `5:1  ${SPACE} owner: editors`],
  ['order: ', 'order:', `12:1  ${SPACE} order: 3`],
  ['where: ', 'where:', `9:5  ${SPACE} where: Chapter one`],
  ['source: a-book', 'source:a-book', `8:3  ${SPACE} - source: a-book`],
  ['{day: ', '{day:', `6:13  ${SPACE} day: 2026-01-15`],
  ['- source: another', '-source: another', '10:3  There is no space after the hyphen  Write - source: another-book'],
  ['owner: ', 'owner :', `5:1  ${COLON}`],
  ['owner: ', 'owner = ', `5:1  ${COLON}`],
  ['owner: ', 'owner\uff1a', `5:1  ${COLON}`],
  ['order: ', 'order ', '12:1  There is no colon after the key  Write order: 3'],
  ['kind: ', 'kind ', '2:1  There is no colon after the key  Write kind: guide'],
  ['order: 3', 'related: [a,,]', `12:1  ${COMMAS} [a,]`],
  ['order: 3', 'related: [a,,b]', `12:1  ${COMMAS} [a,b]`],
  ['order: 3', 'related: [, a]', `12:1  ${COMMAS} [a]`],
  ['order: 3', 'related: [a', `12:1  ${OPEN} related: [a]`],
  ['edited}]', 'edited}', `6:1  ${OPEN} ${REVIEWED}`],
  ['edited}]', 'edited]', `6:1  ${OPEN} ${REVIEWED}`],
  ['edited}]', 'edited', `6:1  ${OPEN} ${REVIEWED}`],
  ['edited}]', 'edited}]]', `6:1  ${CLOSED} ${REVIEWED}`],
  ['edited}]', 'edited}}]', `6:1  ${CLOSED} ${REVIEWED}`],
  ['edited}]', 'edited]}', `6:1  Brackets are closed in the wrong order  Write ${REVIEWED}`],
  ['title: More', 'title: "More', `3:8  ${QUOTE}`],
  ['title: More', "title: 'More", `3:8  ${QUOTE}`],
  ['outcome: edited', 'outcome: "edited', `6:39  ${QUOTE}`],
  [
    'title: More',
    'title: More: the rest',
    "3:8  A value with a colon in it is not in quotes  Write title: 'More: the rest'",
  ],
  ['title: More', 'title: More:', "3:8  This value needs quotation marks  Write title: 'More:'"],
  ['owner: editors', '"owner": "editors",', '5:1  A comma stands at the end of the line  Write "owner": "editors"'],
  ['\nowner', '\n...\nowner', '5:1  Here the fields end, and more follow  Delete this line'],
  ['description: What', 'description: >\nWhat', `5:1  ${TEXT}`],
  ['description: What this page is', 'description: |\nWhat this page\nis', `5:1  ${TEXT}`],
  ['order: 3', 'order: 3\norder: 4', '13:1  The same key stands here twice  Keep one of the two and delete the other'],
  ['\n---\nWords', '\nWords', '1:1  The front matter is never closed  Write a line --- after its last field'],
  ['\n---\nWords', '\n...\nWords', `13:1  ${CLOSE}`],
  ['\n---\nWords', '\n ---\nWords', `13:1  ${CLOSE}`],
  ['\n---\nWords', '\n----\nWords', `13:1  ${CLOSE}`],
  ['\n---\nWords', '\n--\nWords', `13:1  ${CLOSE}`],
];

describe('a slip is reported at its line, with what mends it', () => {
  test.each(slips)('%j, written as %j', (before, after, problem) => {
    expect(problemWith(before, after)).toBe(problem);
  });

  test('lines may end as on Windows', () => {
    expect(problemWith('\nowner', '\n owner', '\r\n')).toBe(`5:1  ${indented('one space', 'none', 'no space')}`);
  });
});
