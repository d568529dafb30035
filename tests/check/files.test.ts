import { describe, expect, test } from 'vitest';
import { organisationFileProblems } from '#check/rules/files.ts';

describe('what lies in org/', () => {
  test.each([
    'playbook.yaml',
    'upstream.yaml',
    'README.md',
    'our-rules.md',
    'workflow.yml',
    'publish.yml',
    'logo.svg',
    'icon.png',
    'content/guides/ours.mdx',
    'content/guides/picture.txt',
    'notes/data/terms/roadmap.mdx',
    '.gitkeep',
    'content/.DS_Store',
  ])('%s is read, or for people', (path) => {
    expect(organisationFileProblems([path])).toEqual([]);
  });

  test.each([
    ['content.mdx', 'A page stands in the folder of its kind: move it to org/content/guides/trust.mdx, or delete it'],
    ['ours.mdx', 'A page stands in the folder of its kind: move it to org/content/guides/ours.mdx, or delete it'],
    ['notes.md', 'A note is named as its page: org/notes/guides/trust.mdx'],
    ['note.mdx', 'A note is named as its page: org/notes/guides/trust.mdx'],
    ['playbook.yml', 'Did you mean org/playbook.yaml?'],
    ['Playbook.yaml', 'Did you mean org/playbook.yaml?'],
    ['playbok.yaml', 'Did you mean org/playbook.yaml?'],
    ['playbook.md', 'A page stands in the folder of its kind: move it to org/content/guides/trust.mdx, or delete it'],
    ['upstream.yml', 'Did you mean org/upstream.yaml?'],
    ['settings.yaml', 'Settings stand in org/playbook.yaml: write them there, or delete it'],
    ['settings.json', 'Settings stand in org/playbook.yaml: write them there, or delete it'],
    ['guides/x.mdx', 'Did you mean org/content/guides/x.mdx? Move it there, or delete it'],
    ['data/terms/ours.yaml', 'Did you mean org/content/data/terms/ours.yaml? Move it there, or delete it'],
    ['Content/guides/x.mdx', 'Did you mean org/content/guides/x.mdx?'],
    ['contents/guides/x.mdx', 'Did you mean org/content/guides/x.mdx?'],
    ['note/guides/trust.mdx', 'Did you mean org/notes/guides/trust.mdx?'],
    ['budget.xlsx', 'Move it beside the page that shows it, below org/content/, or delete it'],
  ])('%s is read by nothing', (path, fix) => {
    expect(organisationFileProblems([path])).toEqual([
      { file: `org/${path}`, line: 1, column: 1, message: `org/${path} is read by nothing`, fix },
    ]);
  });
});
