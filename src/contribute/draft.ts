import { folderOf, type Kind } from '#schema/pages/index.ts';

/** Section of a new page; its content may be a component or an empty template. */
type Section = [heading: string, sentence: string, content?: string];

/** Outline of the body of a new page. */
interface Draft {
  /** Sentence on the content before the first heading. */
  opening: string;
  /** Name of a component that the body uses. */
  component?: string;
  /** Sections that pages of the kind share, with a sentence on the content of each. */
  sections: readonly Section[];
}

/** Outlines of new pages, by kind. */
export const drafts: Record<Kind, Draft> = {
  pillar: {
    opening: 'What the pillar asks of a leader, and what to do about it first.',
    sections: [
      ['Signs of strength and of absence', 'What one sees and hears where it is strong, and where not.'],
      ['The activities under it', 'What one does for it, each with its time and its words.'],
      ['How it leans on the other three', 'What it takes from the other pillars, and gives them.'],
      ['Fifteen minutes on a Friday', 'How to answer the weekly question, step by step.'],
      ['What goes wrong', 'The usual mistakes, each with its repair.'],
      ['How you know it is working', 'What is different after a quarter, so that others see it too.'],
    ],
  },
  practice: {
    opening: 'What the practice gives, for the reader who stops here.',
    sections: [
      ['When', 'The situation in which to begin, and the one in which not to.'],
      ['How', 'The steps, one after the other.', '1. The first step, with its minutes and the words to say.'],
      ['A worked example', 'Who says what to whom, with numbers.'],
      ['What goes wrong', 'The usual mistakes, each with its repair.'],
      ['How you know it worked', 'What others can see, and after how many weeks.'],
    ],
  },
  role: {
    opening: 'What holds together because of this seat, and the question to settle in its first week.',
    sections: [
      ['What the seat is for', 'What would come apart without it.'],
      ['A normal week', 'A week as an example, from Monday to Friday.'],
      ['What changes on the way to the next seat', 'What to let go of, and what to take up.'],
      ['Common misreadings', 'What people take the seat for, and why that is wrong.'],
    ],
  },
  archetype: {
    opening: 'What this kind of staff engineer answers for, and how far it reaches.',
    sections: [
      ['A week in it', 'What the days above are like.'],
      ['What you decide', 'What one settles alone, and what one leaves to others.'],
      ['Who you work with', 'The people one needs, with a sentence said to them.'],
      ['When an organisation needs one', 'The signs that the shape is called for.'],
      ['How it goes wrong', 'How the work fails, each way with its repair.'],
      ['How it differs from its neighbours', 'What the shapes beside it do instead.'],
      ['How to try it', 'A trial with a beginning, an end and a result.'],
    ],
  },
  system: {
    opening: 'What the system does for the organisation, and where to look first.',
    sections: [
      ['How it runs', 'The way through it, from what goes in to what comes out.'],
      ['How to tell that it works', 'How to read its measures together.'],
      ['Where it breaks', 'The usual breaks, and how each shows.'],
      ['The first repair', 'What to mend first, with whom and in how many minutes.'],
    ],
  },
  challenge: {
    opening: 'A scene in which the reader knows the trouble as their own.',
    sections: [
      ['How it feels from inside', 'Why it seems right to whoever is in it.'],
      ['What to do this week', 'One thing that takes less than an hour.'],
      ['What to change for good', 'The arrangement that keeps it from coming back.'],
      ['When it is not this', 'What looks the same and needs something else.'],
    ],
  },
  scenario: {
    opening: 'What to ask before choosing.',
    sections: [
      ['What each choice leads to', 'The options one by one: whom each suits, and its danger.'],
      ['Use it in a group', 'How to discuss it, with minutes.'],
    ],
  },
  template: {
    opening: 'When to use it, how long it takes and who fills it in.',
    sections: [
      ['Copy this', 'What readers copy stands in the block.', '```md\n# [Title], [date]\n\n- [What to fill in]\n```'],
      ['Filled in', 'The same with the words of one real case, without names.'],
      ['Tips', 'What helps whoever fills it in for the first time.'],
    ],
  },
  path: {
    opening: 'What is hard about this change, and what one gains.',
    component: 'Plan',
    sections: [
      ['The plan', 'How to use the list below, and with whom.', '<Plan />'],
      ['What goes wrong', 'The usual mistakes of the first weeks, each with its repair.'],
      ['If your first weeks look different', 'What to do in an outage, a reorganisation or a very small team.'],
    ],
  },
  tool: {
    opening:
      'When to use the tool, how many minutes it takes, and what one leaves with. The component that draws it follows.',
    sections: [
      ['How to read it', 'What the result says, and what it does not.'],
      ['What to do this week', 'What to do with the result, tied to an appointment that exists.'],
    ],
  },
  guide: {
    opening: 'The answer in short, for the reader who stops here.',
    sections: [
      ['What it is', 'The matter in plain words; give the heading words of your own.'],
      ['An example', 'Who says what to whom, with numbers.'],
      ['What goes wrong', 'The usual mistakes, each with its repair.'],
      ['How you know it works', 'What others can see, and after how many weeks.'],
    ],
  },
  landing: {
    opening: 'Where the reader is, and what they find from here.',
    component: 'Readers',
    sections: [['Where to begin', 'Who finds what where.', '<Readers />']],
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
    ...sections.flatMap(([heading, sentence, ...content]) => [`## ${heading}`, `*${sentence}*`, ...content]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** Returns the path of a page of a kind in its layer, from its name in a folder. */
export function draftPath(kind: Kind, name: string, folder = folderOf[kind]): string {
  return `${folder === '' ? '' : `${folder}/`}${name}.mdx`;
}
