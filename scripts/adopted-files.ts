import { stringify } from 'yaml';
import { schemaProblems } from '#model/rules/schema.ts';
import { settings } from '#model/settings.ts';

/** What an organisation says when it adopts the handbook, in the order it is asked. */
export const ANSWERS = ['title', 'description', 'repository', 'branch', 'contact'] as const;

/** The answers; what is absent is left to upstream. */
export type Answers = { [name in (typeof ANSWERS)[number]]?: string };

/** What is wrong with an answer and what to write instead, or nothing. */
export function answerProblem(name: keyof Answers, answer: string): string | undefined {
  const schema = schemaOf(name);
  if (!schema) return answer.trim() === '' ? `${name} is empty  Write at least one word, or leave it out` : undefined;
  const one = settings.pick({ [name]: true } as Record<never, true>);
  const [problem] = schemaProblems(one, { [name]: answer }, () => ({ file: '', line: 1, column: 1 }));
  return problem && `${problem.message}  ${problem.fix}`;
}

function schemaOf(key: string) {
  return Object.hasOwn(settings.shape, key) ? settings.shape[key as keyof typeof settings.shape] : undefined;
}

/** What each key of the settings is for, and an example to take the comment sign from. */
const KEYS: Record<string, { sentence: string; note?: string; example: unknown }> = {
  title: { sentence: 'The name of the handbook.', example: 'Our playbook' },
  description: { sentence: 'What it is, in one sentence.', example: 'How we lead engineers.' },
  repository: { sentence: 'The address of its repository.', example: 'https://github.com/us/playbook' },
  branch: { sentence: 'The branch that edit links change.', example: 'main' },
  contact: { sentence: 'Whom readers ask.', example: 'handbook@example.com' },
  parts: {
    sentence: 'The parts of the book in their order.',
    note: 'Copy the whole list from content/playbook.yaml, then change it.',
    example: [{ folder: 'guides', label: 'Guides' }],
  },
  hidden: { sentence: 'Pages of upstream that you do not show, by their ids.', example: ['guides/ai-era'] },
  titles: {
    sentence: 'Pages under a name of your own; the old name still finds them.',
    example: { 'roles/tech-lead': 'Team architect' },
  },
  audiences: { sentence: 'Who may read, from the widest circle in.', example: ['public', 'internal', 'leads'] },
  colours: { sentence: 'Colours of your own.', example: { accent: '#0b5394' } },
  logo: { sentence: 'A picture that stands before the title.', example: 'org/logo.svg' },
  site: { sentence: 'Where the site is published.', example: 'https://handbook.example.com' },
  base: { sentence: 'The path it has there, if it is not at the top.', example: '/handbook/' },
};

/**
 * The files of a new folder `org/`, by their path from the root.
 * @param today The day that the example was reviewed on, as 2026-01-31.
 */
export function adoptedFiles(answers: Answers, today: string): Record<string, string> {
  return {
    'org/README.md': README,
    'org/playbook.yaml': settingsFile(answers),
    'org/workflow.yml': WORKFLOW,
    'org/content/guides/how-we-use-this-handbook.mdx': page(today),
    'org/notes/guides/trust.mdx': note(today),
    'org/content/data/teams/our-editors.yaml': stringify({
      title: 'Our editors',
      purpose: 'Look after the pages that are our own.',
      ...(answers.contact ? { contact: answers.contact } : {}),
      provenance: 'editorial',
    }),
    'org/content/data/sources/our-agreements.yaml': stringify({
      title: 'What we have agreed',
      type: 'site',
      note: 'How we work here, as we agreed it among ourselves.',
      provenance: 'editorial',
    }),
  };
}

/** Keys that the schema does not know yet are comments, so that the file is right at once. */
function settingsFile(answers: Answers): string {
  const blocks = Object.entries(KEYS).map(([key, { sentence, note, example }]) => {
    const schema = schemaOf(key);
    const value = answers[key as keyof Answers];
    const holds = value !== undefined && schema?.safeParse(value).success;
    const text = stringify({ [key]: holds ? value : (value ?? example) }, { lineWidth: 0 }).trimEnd();
    const lines = holds ? text : text.replace(/^/gm, '#');
    return `# ${[schema?.description ?? sentence, note].filter(Boolean).join(' ')}\n${lines}\n`;
  });
  return [HEADING, ...blocks].join('\n');
}

const HEADING = `# The settings of your handbook. A key that stands here takes the place of the one in content/playbook.yaml, as a
# whole; the lines that start with # do nothing until you take the # away. After a change, run npm run check,
# and start npm run dev again.
`;

function page(today: string): string {
  return `---
kind: guide
title: How we use this handbook
description: Which pages are our own, who looks after them, and how to have one changed.
owner: our-editors
reviewed: ${today}
sources:
  - source: our-agreements
provenance: editorial
aliases: [our own pages, about this handbook]
---

Most pages here are shared with other organisations. Where ours works in another way, a page of our own says so, and that
page holds.

## Have something changed

If a sentence is wrong for us, say so: name the page and the sentence, and write the one that you would put there. What would
help other organisations too is proposed to the shared handbook, and comes back to us with its next version.
`;
}

function note(today: string): string {
  return `---
owner: our-editors
reviewed: ${today}
---

This is a note of ours: a word beside a page that goes on receiving improvements. Say here what is different with us, or
delete this file.
`;
}

const README = `# What is ours

Everything that our organisation writes lies in this folder. Everything outside it comes from upstream and is not edited,
so that new versions come in without a conflict.

| To | Do this | Example |
| --- | --- | --- |
| add | Put a new file into \`org/content/\`, which has the shape of \`content/\`. | \`org/content/guides/how-we-use-this-handbook.mdx\` |
| replace | Put a file where upstream has one: same path, in \`org/content/\`. | \`cp content/guides/trust.mdx org/content/guides/trust.mdx\`, then write |
| hide | Name the page under \`hidden\` in \`org/playbook.yaml\`. | \`hidden: [guides/ai-era]\` |
| annotate a page | Put a note into \`org/notes/\`, named as the page. | \`org/notes/guides/trust.mdx\` |
| annotate data | The same, below \`org/notes/data/\`. | \`org/notes/data/terms/roadmap.mdx\`, on the term \`roadmap\` |

A note is words, lists and links under a few fields: \`owner\`, \`reviewed\`, and if you like a \`title\` and an \`audience\`. The
page below it stays upstream's. A replaced page no longer changes by itself. Copy pictures along with the page that you
replace. To replace one entry of data, give a file a name of your own, such as \`org/content/data/terms/ours.yaml\`, and
write an entry with the same id into it; a file named like upstream's replaces all that is in it.

After each change: \`npm run check\`.

## Receive what is new

Once: \`git remote add upstream <address of upstream>\`. Then, from time to time:

1. \`npm run upstream\` says what is new, and which of your replacements and notes stand on something that has changed since.
   The page \`/drift/\` of the built site shows the same, to the narrowest audience only.
2. \`npm run upstream -- --to main\` brings it in, as one commit. Nothing in \`org/\` changes but \`org/upstream.yaml\`, in which
   the command keeps its records. It refuses where a file outside \`org/\` was changed, and says what to do.
3. Compare yours with what changed, then say so: \`npm run upstream -- --seen guides/trust\`.

\`org/workflow.yml\` looks for you every week; its first lines say how.
`;

const WORKFLOW = `# A look at upstream every Monday. GitHub reads workflows from one folder only, so copy this file there:
#   cp org/workflow.yml .github/workflows/org-upstream.yml
# Workflows whose name starts with org- are yours; no update touches them. In a fork, allow workflows first, under
# "Actions". It looks only: GitHub lets no workflow change workflows, and an update may.
name: Upstream

on:
  schedule:
    - cron: '0 7 * * 1'
  workflow_dispatch:

permissions:
  contents: read

jobs:
  look:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0 # What was based on what is read from the whole history.
      - uses: actions/setup-node@v4
        with:
          node-version: 24
          cache: npm
      - run: npm ci
      # Fails, so that GitHub tells you, when upstream changed a page that you replaced or annotated. Where upstream is stands
      # in org/upstream.yaml, which npm run upstream writes.
      - shell: bash
        run: npm run --silent upstream -- --check | tee "$GITHUB_STEP_SUMMARY"
`;
