import { stringify } from 'yaml';
import { schemaProblems } from '#schema/schema-problems.ts';
import { type Settings, settings } from '#schema/settings.ts';

/** Settings asked for when an organisation adopts the handbook, in order. */
export const ANSWERS = ['title', 'description', 'repository', 'branch', 'contact'] as const;

/** Answers to the questions; upstream's values apply to missing ones. */
export type Answers = { [name in (typeof ANSWERS)[number]]?: string };

/** Problem of an answer with its fix; undefined if the answer is valid. */
export function answerProblem(name: keyof Answers, answer: string): string | undefined {
  const one = settings.pick({ [name]: true } as Record<never, true>);
  const [problem] = schemaProblems(one, { [name]: answer }, () => ({ file: '', line: 1, column: 1 }));
  return problem && `${problem.message}  ${problem.fix}`;
}

/** Example of each key of the settings, valid once uncommented. */
const EXAMPLES: Record<keyof Settings, { note?: string; example: unknown }> = {
  title: { example: 'Our playbook' },
  description: { example: 'How we lead engineers.' },
  repository: { example: 'https://github.com/us/playbook' },
  branch: { example: 'main' },
  contact: { example: 'handbook@example.com' },
  language: { example: 'en-GB' },
  logo: { note: "Put yours into org/, not into public/, which is upstream's.", example: 'public/favicon.svg' },
  icon: { example: 'public/favicon.svg' },
  colours: {
    note: 'The names of all colours stand in content/playbook.yaml.',
    example: { light: { accent: '#0b5394' }, dark: { accent: '#8ab8f0' } },
  },
  parts: {
    note: 'A part of your own has a folder in org/content/ and a label.',
    example: ['roles', { folder: 'practices', label: 'What we do' }],
  },
  hidden: { example: ['guides/ai-era'] },
  titles: { example: { 'roles/tech-lead': 'Team architect' } },
  owners: {
    note: 'A team of yours is a file in org/content/data/teams/, for the same readers as the pages.',
    example: { practices: 'handbook', 'guides/trust': 'handbook' },
  },
  audiences: { example: ['public', 'internal', 'leads'] },
  audience: { example: 'internal' },
  restrictedTerms: { example: { leads: ['Project Falcon'] } },
  allowedTitles: { example: ['Hiring'] },
  site: { example: 'https://handbook.example.com' },
  base: { example: '/handbook/' },
};

/**
 * Files of a new `org/` folder, by path from the root.
 * @param today Review day of the example, as 2026-01-31.
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

function settingsFile(answers: Answers): string {
  const blocks = Object.entries(EXAMPLES).map(([key, { note, example }]) => {
    const value = answers[key as keyof Answers];
    const text = stringify({ [key]: value ?? example }, { lineWidth: 0 }).trimEnd();
    const lines = value === undefined ? text.replace(/^/gm, '#') : text;
    const { description } = settings.shape[key as keyof Settings];
    return `# ${[description, note].filter(Boolean).join(' ')}\n${lines}\n`;
  });
  return [HEADING, ...blocks].join('\n');
}

const HEADING = `# The settings of your handbook. A key that stands here takes the place of the one in content/playbook.yaml; colours do so
# one by one, and parts by folder. The lines that start with # do nothing until you take the # away. After a change,
# run npm run check, and start npm run dev again.
`;

function page(today: string): string {
  return `---
kind: guide
title: How we use this handbook
description: Which pages are our own, who looks after them, and how to have one changed.
owner: our-editors
reviewed: [{day: ${today}, outcome: edited}]
sources:
  - source: our-agreements
provenance: editorial
aliases: [our own pages, about this handbook]
---

Most pages here are shared with other organisations. Where ours works in another way, a page of our own says so, and that
page holds.

## Have something changed

If a sentence is wrong for us, log so: name the page and the sentence, and write the one that you would put there. What would
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
| hide | Name the page, or a whole part, under \`hidden\` in \`org/playbook.yaml\`. | \`hidden: [guides/ai-era, archetypes]\` |
| annotate a page | Put a note into \`org/notes/\`, named as the page. | \`org/notes/guides/trust.mdx\` |
| annotate data | The same, below \`org/notes/data/\`. | \`org/notes/data/terms/roadmap.mdx\`, on the term \`roadmap\` |
| look | Set colours, a logo and an icon in \`org/playbook.yaml\`. | \`logo: org/logo.svg\` |

A note is words, lists and links under a few fields: \`owner\`, \`reviewed\`, and if you like a \`title\` and an \`audience\`. The
page below it stays upstream's. A replaced page no longer changes by itself. Give it an \`audience\`, such as \`public\`, and copy
its pictures along. To replace one entry of data, give a file a name of your own, such as \`org/content/data/terms/ours.yaml\`, and
write an entry with the same id into it; a file named like upstream's replaces all that is in it.

\`npm run new\` writes a page or an entry of data here, with the fields of its kind. After each change: \`npm run check\`.

## Receive what is new

Once: \`git remote add upstream <address of upstream>\`. Then, from time to time:

1. \`npm run upstream\` says what is new, and which of your replacements and notes stand on something that has changed since.
   The page \`/drift/\` of the built site shows the same, to the narrowest audience only.
2. \`npm run upstream -- --to main\` brings it in, as one commit. Nothing in \`org/\` changes but \`org/upstream.yaml\`, in which
   the command keeps its records. It refuses where a file outside \`org/\` was changed, but for raised versions of dependencies, and says what to do.
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
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          fetch-depth: 0 # What was based on what is read from the whole history.
          persist-credentials: false
      - uses: actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0
        with:
          node-version: 24
          cache: npm
      - run: npm ci
      # Fails, so that GitHub tells you, when upstream changed a page that you replaced or annotated. Where upstream is stands
      # in org/upstream.yaml, which npm run upstream writes. Four spaces before each line show the answer as it is: titles and
      # changes of pages are no Markdown of the summary, and no commands of the log.
      - shell: bash
        run: npm run --silent upstream -- --check | sed 's/^/    /' >> "$GITHUB_STEP_SUMMARY"
`;
