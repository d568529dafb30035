import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { answerProblems } from '#contribute/form.ts';
import { guessHostKind, type HostKind } from '#schema/repository-host.ts';
import { type Settings, settings } from '#schema/settings.ts';
import { STYLE_RULES } from '#schema/style-levels.ts';
import { PIPELINE_FILES } from '#upstream/paths.ts';

/** Settings asked for when an organisation adopts the handbook, in order. */
export const ANSWERS = ['title', 'description', 'repository', 'host', 'branch', 'contact'] as const;

/** Answers to the questions; upstream's values apply to missing ones. */
export type Answers = { [name in (typeof ANSWERS)[number]]?: string };

/** Problem of an answer with its fix; undefined if the answer is valid. */
export function answerProblem(name: keyof Answers, answer: string): string | undefined {
  return answerProblems({ name, schema: settings.shape[name] }, answer)[0];
}

/** Example of each key of the settings, valid once uncommented. */
const EXAMPLES: Record<keyof Settings, { note?: string; example: unknown }> = {
  title: { example: 'Our playbook' },
  description: { example: 'How we lead engineers.' },
  repository: { example: 'https://github.com/us/playbook' },
  host: {
    note: 'Needed where the address does not tell: a server of your own at an unusual domain.',
    example: 'github',
  },
  issues: { example: 'https://tracker.example.com/new?title={title}&body={body}' },
  branch: { example: 'main' },
  embeds: { example: ['www.youtube-nocookie.com'] },
  contact: { example: 'handbook@example.com' },
  language: { example: 'en-GB' },
  logo: { note: "Put yours into org/, not into public/, which is upstream's.", example: 'public/favicon.svg' },
  icon: { example: 'public/favicon.svg' },
  style: {
    note: `Words to avoid have their ids in content/data/style/; the other rules are ${STYLE_RULES.join(', ')}.`,
    example: { default: 'hint', gotten: 'off' },
  },
  socialPicture: { note: 'Put yours into org/theme/.', example: 'org/theme/social.png' },
  fonts: {
    note: 'Put the files into org/theme/, and styles of your own into org/theme/style.css, which comes last.',
    example: { headings: { family: 'House Serif', files: [{ file: 'org/theme/serif.woff2', weight: '100 900' }] } },
  },
  links: {
    example: {
      header: [{ label: 'Intranet', href: 'https://intranet.example.com/' }],
      footer: [{ label: 'Imprint', href: '/guides/how-we-use-this-handbook/' }],
    },
  },
  head: {
    note: 'Scripts, and the hosts that they load from and send to, join the policy of these editions.',
    example: [{ src: 'https://stats.example.com/count.js', attributes: { defer: true }, editions: ['internal'] }],
  },
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
  files: { note: 'A file is in org/public/, and /forms/pay.pdf leads to it.', example: { forms: 'internal' } },
  defaults: {
    note: 'sources and provenance may be left out as well: your pages need none.',
    example: { '.': { owner: 'our-editors' }, practices: { reviewEvery: 6 } },
  },
  audiences: { example: ['public', 'internal', 'leads'] },
  audience: { example: 'internal' },
  restrictedTerms: { example: { leads: ['Project Falcon'] } },
  allowedTitles: { example: ['Hiring'] },
  site: { example: 'https://handbook.example.com' },
  base: { example: '/handbook/' },
};

/** Folder of the files that are the same for everybody but for the day, which stands as TODAY. */
const TEMPLATES = join(import.meta.dirname, 'org-template');

/**
 * Files of a new `org/` folder, by path from the root.
 * @param today Review day of the example, as 2026-01-31.
 * @param widest Audience that everybody belongs to.
 */
export function adoptedFiles(answers: Answers, today: string, widest: string): Record<string, string> {
  const pipeline = pipelineOf(answers);
  const fromTemplate = (path: string) => ({
    [`org/${path}`]: readFileSync(join(TEMPLATES, path), 'utf8')
      .replaceAll('TODAY', today)
      .replaceAll('WIDEST', widest)
      .replaceAll('PIPELINE', pipeline?.path ?? 'org/workflow.yml'),
  });
  return {
    ...fromTemplate('README.md'),
    'org/playbook.yaml': settingsFile(answers),
    ...(pipeline ? { [pipeline.path]: pipeline.text } : fromTemplate('workflow.yml')),
    ...fromTemplate('content/guides/how-we-use-this-handbook.mdx'),
    ...fromTemplate('notes/guides/trust.mdx'),
    'org/content/data/teams/our-editors.yaml': stringify({
      title: 'Our editors',
      purpose: 'Look after the pages that are our own.',
      // So that a page for any reader may name it.
      audience: widest,
      ...(answers.contact ? { contact: answers.contact } : {}),
      provenance: 'editorial',
    }),
    ...fromTemplate('content/data/sources/our-agreements.yaml'),
  };
}

/** Returns what a Git host other than GitHub runs, with its path from the root; GitHub has the workflows of upstream. */
function pipelineOf({ host, repository }: Answers): { path: string; text: string } | undefined {
  const kind = (host ?? (repository && guessHostKind(repository)) ?? 'none') as HostKind;
  if (!isPipelineHost(kind)) return undefined;
  const text = readFileSync(join(import.meta.dirname, 'pipelines', `${kind}.yml`), 'utf8');
  return { path: PIPELINE_FILES[kind], text };
}

function isPipelineHost(kind: HostKind): kind is keyof typeof PIPELINE_FILES {
  return Object.hasOwn(PIPELINE_FILES, kind);
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
