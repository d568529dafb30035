import { folderOf, type Kind } from '#schema/pages/index.ts';

/** Section that pages of a kind share: its heading, and a sentence on its content. */
export interface Section {
  heading: string;
  sentence: string;
  /** Initial content, such as a component or an empty template. */
  holds?: string;
}

/** Outline of the body of a new page. */
export interface Draft {
  /** Sentence on the content before the first heading. */
  opening: string;
  /** Name of a component that the body uses. */
  component?: string;
  sections: readonly Section[];
}

/** Outlines of new pages, by kind. */
export const drafts: Record<Kind, Draft> = {
  pillar: {
    opening: 'What the pillar asks of a leader, and what to do about it first.',
    sections: [
      {
        heading: 'Signs of strength and of absence',
        sentence: 'What one sees and hears where it is strong, and where not.',
      },
      { heading: 'The activities under it', sentence: 'What one does for it, each with its time and its words.' },
      { heading: 'How it leans on the other three', sentence: 'What it takes from the other pillars, and gives them.' },
      { heading: 'Fifteen minutes on a Friday', sentence: 'How to answer the weekly question, step by step.' },
      { heading: 'What goes wrong', sentence: 'The usual mistakes, each with its repair.' },
      {
        heading: 'How you know it is working',
        sentence: 'What is different after a quarter, so that others see it too.',
      },
    ],
  },
  practice: {
    opening: 'What the practice gives, for the reader who stops here.',
    sections: [
      { heading: 'When', sentence: 'The situation in which to begin, and the one in which not to.' },
      {
        heading: 'How',
        sentence: 'The steps, one after the other.',
        holds: '1. The first step, with its minutes and the words to say.',
      },
      { heading: 'A worked example', sentence: 'Who says what to whom, with numbers.' },
      { heading: 'What goes wrong', sentence: 'The usual mistakes, each with its repair.' },
      { heading: 'How you know it worked', sentence: 'What others can see, and after how many weeks.' },
    ],
  },
  role: {
    opening: 'What holds together because of this seat, and the question to settle in its first week.',
    sections: [
      { heading: 'What the seat is for', sentence: 'What would come apart without it.' },
      { heading: 'A normal week', sentence: 'A week as an example, from Monday to Friday.' },
      { heading: 'What changes on the way to the next seat', sentence: 'What to let go of, and what to take up.' },
      { heading: 'Common misreadings', sentence: 'What people take the seat for, and why that is wrong.' },
    ],
  },
  archetype: {
    opening: 'What this kind of staff engineer answers for, and how far it reaches.',
    sections: [
      { heading: 'A week in it', sentence: 'What the days above are like.' },
      { heading: 'What you decide', sentence: 'What one settles alone, and what one leaves to others.' },
      { heading: 'Who you work with', sentence: 'The people one needs, with a sentence said to them.' },
      { heading: 'When an organisation needs one', sentence: 'The signs that the shape is called for.' },
      { heading: 'How it goes wrong', sentence: 'How the work fails, each way with its repair.' },
      { heading: 'How it differs from its neighbours', sentence: 'What the shapes beside it do instead.' },
      { heading: 'How to try it', sentence: 'A trial with a beginning, an end and a result.' },
    ],
  },
  system: {
    opening: 'What the system does for the organisation, and where to look first.',
    sections: [
      { heading: 'How it runs', sentence: 'The way through it, from what goes in to what comes out.' },
      { heading: 'How to tell that it works', sentence: 'How to read its measures together.' },
      { heading: 'Where it breaks', sentence: 'The usual breaks, and how each shows.' },
      { heading: 'The first repair', sentence: 'What to mend first, with whom and in how many minutes.' },
    ],
  },
  challenge: {
    opening: 'A scene in which the reader knows the trouble as their own.',
    sections: [
      { heading: 'How it feels from inside', sentence: 'Why it seems right to whoever is in it.' },
      { heading: 'What to do this week', sentence: 'One thing that takes less than an hour.' },
      { heading: 'What to change for good', sentence: 'The arrangement that keeps it from coming back.' },
      { heading: 'When it is not this', sentence: 'What looks the same and needs something else.' },
    ],
  },
  scenario: {
    opening: 'What to ask before choosing.',
    sections: [
      { heading: 'What each choice leads to', sentence: 'The options one by one: whom each suits, and its danger.' },
      { heading: 'Use it in a group', sentence: 'How to discuss it, with minutes.' },
    ],
  },
  template: {
    opening: 'When to use it, how long it takes and who fills it in.',
    sections: [
      {
        heading: 'Copy this',
        sentence: 'What readers copy stands in the block.',
        holds: '```md\n# [Title], [date]\n\n- [What to fill in]\n```',
      },
      { heading: 'Filled in', sentence: 'The same with the words of one real case, without names.' },
      { heading: 'Tips', sentence: 'What helps whoever fills it in for the first time.' },
    ],
  },
  path: {
    opening: 'What is hard about this change, and what one gains.',
    component: 'Plan',
    sections: [
      { heading: 'The plan', sentence: 'How to use the list below, and with whom.', holds: '<Plan />' },
      { heading: 'What goes wrong', sentence: 'The usual mistakes of the first weeks, each with its repair.' },
      {
        heading: 'If your first weeks look different',
        sentence: 'What to do in an outage, a reorganisation or a very small team.',
      },
    ],
  },
  tool: {
    opening:
      'When to use the tool, how many minutes it takes, and what one leaves with. The component that draws it follows.',
    sections: [
      { heading: 'How to read it', sentence: 'What the result says, and what it does not.' },
      { heading: 'What to do this week', sentence: 'What to do with the result, tied to an appointment that exists.' },
    ],
  },
  guide: {
    opening: 'The answer in short, for the reader who stops here.',
    sections: [
      { heading: 'What it is', sentence: 'The matter in plain words; give the heading words of your own.' },
      { heading: 'An example', sentence: 'Who says what to whom, with numbers.' },
      { heading: 'What goes wrong', sentence: 'The usual mistakes, each with its repair.' },
      { heading: 'How you know it works', sentence: 'What others can see, and after how many weeks.' },
    ],
  },
  landing: {
    opening: 'Where the reader is, and what they find from here.',
    component: 'Readers',
    sections: [{ heading: 'Where to begin', sentence: 'Who finds what where.', holds: '<Readers />' }],
  },
};

/**
 * Renders the body of a new page as MDX, with a sentence under each heading that tells the author what to write there.
 */
export function draftBody(kind: Kind): string {
  const { opening, component, sections } = drafts[kind];
  const blocks = [
    ...(component ? [`import ${component} from '#components/${component}.astro';`] : []),
    `*${opening}*`,
    ...sections.flatMap(({ heading, sentence, holds }) => [
      `## ${heading}`,
      `*${sentence}*`,
      ...(holds ? [holds] : []),
    ]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** Derives a slug from a title; empty if no character of it can be used. */
export function slugOf(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/[\p{M}'’]/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** Returns the path of a page of a kind in its layer. */
export function draftPath(kind: Kind, name: string): string {
  return `${folderOf[kind] === '' ? '' : `${folderOf[kind]}/`}${name}.mdx`;
}
