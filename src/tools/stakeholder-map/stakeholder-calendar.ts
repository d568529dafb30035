import ical, { ICalEventClass, ICalEventTransparency } from 'ical-generator';
import { ruleOf, talksWith } from '#formulas/cadence.ts';
import { fillIn } from '#schema/placeholders.ts';
import type { OutputFile, OutputInput, PersonView } from './person.ts';

const FIRST_HOUR = 'T09:00:00Z';

/** Renders the talks as an iCalendar file with one repeating event for each person. */
export function calendar({ people, words, start, minutes }: OutputInput): OutputFile {
  const now = new Date();
  const talks = ical({ prodId: { company: 'Playbook', product: 'Stakeholder grid' } });
  for (const { person, day, slot } of talksWith(people, start)) {
    const first = Date.parse(day + FIRST_HOUR) + slot * minutes * 60_000;
    talks.createEvent({
      id: `${person.id}@playbook`,
      stamp: now,
      // Calendars replace a known event by the one with the higher sequence number.
      sequence: Math.floor(now.getTime() / 60_000),
      start: new Date(first),
      end: new Date(first + minutes * 60_000),
      // Floating time, without a time zone, so that 9 o'clock is local time wherever the reader is.
      floating: true,
      repeating: ruleOf(person.rhythm as Exclude<PersonView['rhythm'], 'as needed'>, day),
      summary: fillIn(words.talk, { name: person.name }),
      description: descriptionOf(person, words),
      // Private, because colleagues see each other's calendars; transparent, because no time has been agreed yet.
      class: ICalEventClass.PRIVATE,
      transparency: ICalEventTransparency.TRANSPARENT,
    });
  }
  return ['text/calendar', `${talks}\r\n`];
}

/** Describes what to prepare. Omits quadrant and stance, which the person should not find in a shared calendar. */
function descriptionOf({ next, audienceEntry }: PersonView, { next: label, grid }: OutputInput['words']): string {
  const lines = [`${label}: ${next}`];
  if (audienceEntry) lines.push(`${grid.style}: ${audienceEntry.style}`);
  if (audienceEntry?.channel) lines.push(`${grid.channel}: ${audienceEntry.channel}`);
  return lines.join('\n');
}
