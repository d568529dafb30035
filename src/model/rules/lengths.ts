import type { Kind } from '../pages/index.ts';

/** How many words the body of a page has, by its kind: long enough to help, short enough to be read. */
export const lengths: Partial<Record<Kind, readonly [least: number, most: number]>> = {
  guide: [500, 1250],
  pillar: [500, 1250],
  archetype: [500, 1250],
  practice: [350, 750],
  role: [350, 750],
  system: [400, 750],
  challenge: [300, 600],
  scenario: [250, 600],
  template: [200, 600],
  path: [150, 400],
  tool: [150, 450],
};
