import * as z from 'zod';
import { rhythm, text, texts } from '../fields.ts';
import { common } from './entry-fields.ts';

const level = () => z.enum(['low', 'high']);

/** Quadrant of the stakeholder grid. */
export const quadrants = z.strictObject({
  ...common,
  influence: level().describe('How much these people can change what happens: low or high.'),
  interest: level().describe('How much what happens matters to them: low or high.'),
  stance: text().describe('What to aim for with them.'),
  cadence: text().describe('How often to be in touch.'),
  rhythm: rhythm().describe('The same as one word, for calendars.'),
  tactics: texts().describe('What to do, a line each.'),
});
