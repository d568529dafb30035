import type { Day } from '#formulas/calendar.ts';
import type { Place, Rhythm } from '#formulas/stakeholders.ts';
import type { DataEntry } from '#schema/data/index.ts';

/** Saved fields of a person or a group. */
export interface Person extends Place {
  name: string;
  audience: string;
  /** Rhythm chosen by the reader; missing or empty for the suggested one. */
  rhythm?: Rhythm | '';
  next?: string;
}

/** Saved fields of the calendar: the first day, and the length of a talk in minutes. */
export interface Plan {
  start: Day;
  minutes: number;
}

/** Quadrant with the first of its tactics. */
export type Quadrant = Omit<DataEntry<'quadrants'>, 'cadence' | 'tactics'> & { id: string; step: string };

type Audience = Pick<DataEntry<'audiences'>, 'title' | 'channel'> & {
  id: string;
  style: string;
  /** Suggested rhythm for each quadrant. */
  rhythms: Record<string, Rhythm>;
};

type Text =
  | 'stands'
  | 'changing'
  | 'deleted'
  | 'restored'
  | 'suggested'
  | 'chosen'
  | 'place'
  | 'hours'
  | 'failed'
  | 'full';

type OutputText = 'talk' | 'name' | 'field' | 'rhythm' | 'next';

type GridText = 'caption' | 'influence' | 'interest' | 'low' | 'high' | 'stance' | 'style' | 'channel';

/** Data that the page passes to the script. */
export interface Given {
  data: {
    /** In order from the top left of the grid to the bottom right. */
    quadrants: Quadrant[];
    audiences: Audience[];
  };
  words: Record<Text | OutputText, string> & {
    rhythms: Record<Rhythm, string>;
    files: Record<'calendar' | 'text' | 'picture', string>;
    grid: Record<GridText, string>;
  };
}

/** Person with derived fields, as rendered. */
export interface PersonView extends Person {
  id: string;
  number: number;
  quadrant: Quadrant;
  /** Title of the quadrant that they are in. */
  field: string;
  audienceEntry: Audience | undefined;
  /** Suggested rhythm, in lower case for use inside a sentence. */
  suggestion: string;
  rhythm: Rhythm;
  next: string;
}

/** Input of the scripts that write files. */
export interface OutputInput extends Plan {
  people: PersonView[];
  /** Position of each mark, moved apart from its neighbours. */
  places: Place[];
  quadrants: Quadrant[];
  words: Given['words'];
}

/** MIME type and content of a file. */
export type OutputFile = [type: string, text: string];
