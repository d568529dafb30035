import { type Day, dayOf, daysAfter, isDay, mondayOf } from '#model/formulas/calendar.ts';
import type { Entry } from '#model/formulas/saved-state.ts';
import {
  AXIS,
  apart,
  hoursAWeek,
  type Level,
  lineOf,
  MINUTES,
  movedBy,
  type Place,
  placeAt,
  placeIn,
  quadrantOf,
  RHYTHMS,
  type Rhythm,
  rhythmOf,
} from '#model/formulas/stakeholders.ts';
import { download, filledIn, ToolElement } from './tool-element.ts';

/** What is kept of a person or a group. */
interface Person extends Place {
  name: string;
  audience: string;
  /** The rhythm that the reader has chosen; none, or an empty text, for the suggested one. */
  rhythm?: Rhythm | '';
  next?: string;
}

/** What is kept of the calendar: the first day, and the length of a talk in minutes. */
interface Plan {
  start: Day;
  minutes: number;
}

interface Quadrant {
  id: string;
  title: string;
  influence: Level;
  interest: Level;
  stance: string;
  rhythm: Rhythm;
  /** The first of its tactics. */
  step: string;
}

interface Audience {
  id: string;
  title: string;
  rhythm: Rhythm;
  style: string;
  channel?: string;
}

interface Given {
  /** From the top left of the grid to the bottom right. */
  quadrants: Quadrant[];
  audiences: Audience[];
  language: string;
}

/** A person as the page shows them. */
export interface Shown extends Person {
  id: string;
  number: number;
  quadrant: Quadrant;
  /** The title of the field that they stand in. */
  field: string;
  heard: Audience | undefined;
  /** The suggested rhythm, as it stands inside a sentence. */
  suggestion: string;
  rhythm: Rhythm;
  next: string;
}

/** What the script that writes files is given. */
export interface Files {
  people: Shown[];
  /** Where to draw each of them. */
  drawn: Place[];
  /** Where each of them stands, in words. */
  stands: string[];
  /** The names of the fields, from the top left to the bottom right. */
  fields: string[];
  words: Words;
  start: Day;
  minutes: number;
}

/** The type of a file, and what stands in it. */
export type Written = [type: string, text: string];

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
  | 'talk'
  | 'name'
  | 'field'
  | 'rhythm'
  | 'next';

export type Words = Record<Text, string> & {
  rhythms: Record<Rhythm, string>;
  files: Record<'calendar' | 'text' | 'picture', string>;
  grid: Record<'caption' | 'influence' | 'interest' | 'low' | 'high' | 'stance' | 'style' | 'channel', string>;
};

/** What the value of each field must be. */
type Checks = Record<string, (value: unknown) => boolean>;

/** The entry with the plan of the calendar; every other entry is a person. */
const PLAN = '$calendar';
/** How far apart marks are drawn, on axes from 0 to 100. */
const APART = 9;
const PERSON = /^[0-9a-z]{8,9}(-\d{1,10}){2}$/;

/** Places people on the grid of influence and interest. An entry is a person, by an id that begins with its time. */
class StakeholderMap extends ToolElement<Partial<Person & Plan>> {
  #data!: Given;
  #words!: Words;
  /** The id of the person that the form changes and that a press on the grid moves. */
  #chosen = '';

  protected override reads(id: string, { at: _, ...fields }: Entry): boolean {
    const needed: Checks =
      id === PLAN
        ? { start: isDay, minutes: (value) => MINUTES.includes(value as 15) }
        : { name: isName, audience: isName, influence: isOnAxis, interest: isOnAxis };
    const others: Checks = { rhythm: (value) => value === '' || RHYTHMS.includes(value as Rhythm), next: isLine };
    const allowed = id === PLAN ? needed : { ...needed, ...others };
    return (
      (id === PLAN || PERSON.test(id)) &&
      Object.keys(needed).every((name) => name in fields) &&
      Object.entries(fields).every(([name, value]) => Object.hasOwn(allowed, name) && allowed[name]?.(value))
    );
  }

  protected override start(): void {
    this.#data = this.given('data');
    this.#words = this.given('words');
    this.on('submit', 'form', (form, event) => {
      // A form that is sent would put what stands in it into the address.
      event.preventDefault();
      const file = (event as SubmitEvent).submitter?.dataset['file'];
      if (file) this.#write(file as keyof Words['files']);
      else if (form.matches('[data-add]')) this.#add(form as HTMLFormElement);
    });
    this.on('click', '[data-mark]', (mark) => this.#choose(mark));
    this.on('click', '[data-plot]', (plot, event) => this.#moveTo(plot, event as MouseEvent));
    this.on('pointerdown', '[data-mark]', (mark, event) => this.#drag(mark, event as PointerEvent));
    this.on('keydown', '[data-mark]', (mark, event) => this.#step(mark, event as KeyboardEvent));
    this.on('input', '[data-change] [name]', (field) => this.#change(field as HTMLInputElement));
    // A name that was emptied is shown again.
    this.on('focusout', '[data-change] [name]', () => this.show());
    this.on('click', '[data-edit]', (button) => {
      this.#choose(button);
      this.one('[data-change] [name=name]').focus();
    });
    this.on('click', '[data-remove]', (button) => this.#remove(idOf(button)));
    this.on('change', '[data-take] [name]', (field) => {
      const { name, value } = field as HTMLInputElement;
      if (value) this.device.put(PLAN, { ...this.#plan, [name]: name === 'minutes' ? Number(value) : value });
    });
  }

  protected override show(): void {
    const people = this.#people;
    this.one('[data-nobody]').hidden = people.length > 0;
    this.one('[data-some]').hidden = people.length === 0;
    this.#showMarks(people);
    this.#showList(people);
    this.#showChosen(people.find(({ id }) => id === this.#chosen));
    this.#showPlan(people);
  }

  /** Everybody on the grid, in the order in which they were added. */
  get #people(): Shown[] {
    return this.kept
      .filter(([id]) => id !== PLAN)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, entry], index) => this.#shown(id, entry as Person, index + 1));
  }

  #shown(id: string, person: Person, number: number): Shown {
    const halves = quadrantOf(person.influence, person.interest);
    const quadrant = this.#data.quadrants.find(
      ({ influence, interest }) => influence === halves.influence && interest === halves.interest,
    ) as Quadrant;
    const heard = this.#data.audiences.find((audience) => audience.id === person.audience);
    const suggested = rhythmOf(quadrant.rhythm, heard?.rhythm ?? 'as needed', halves.influence === 'high');
    return {
      ...person,
      id,
      number,
      quadrant,
      field: quadrant.title,
      heard,
      suggestion: this.#words.rhythms[suggested].toLowerCase(),
      rhythm: person.rhythm || suggested,
      next: person.next || quadrant.step,
    };
  }

  /** The plan of the calendar: a first day that has passed gives way to the next Monday. */
  get #plan(): Plan {
    const today = dayOf(new Date());
    const { start = '', minutes = MINUTES[0] } = this.kept.find(([id]) => id === PLAN)?.[1] ?? {};
    return { start: start >= today ? start : mondayOf(daysAfter(today, 7)), minutes };
  }

  #add(form: HTMLFormElement): void {
    const fields = new FormData(form);
    const name = lineOf(String(fields.get('name')));
    if (!name) return;
    const place = placeIn(fields.has('influence'), fields.has('interest'));
    this.#chosen = newId();
    this.device.put(this.#chosen, { name, audience: fields.get('audience'), ...place });
    form.reset();
    form.querySelector('input')?.focus();
  }

  /** Keeps changed fields of a person, unless there is none with that id. */
  #put(id: string, fields: Partial<Person>): void {
    const before = this.device.entries[id];
    if (before) this.device.put(id, { ...before, ...fields });
  }

  #stands(person: Shown): string {
    return filledIn(this.#words.stands, person);
  }

  #choose(element: HTMLElement): void {
    this.#chosen = idOf(element);
    this.show();
  }

  #moveTo(plot: HTMLElement, event: MouseEvent): void {
    if ((event.target as Element).closest('[data-mark]')) return;
    const { left, bottom, width, height } = plot.getBoundingClientRect();
    this.#put(this.#chosen, placeAt((100 * (bottom - event.clientY)) / height, (100 * (event.clientX - left)) / width));
  }

  #step(mark: HTMLElement, event: KeyboardEvent): void {
    const person = this.#people.find(({ id }) => id === idOf(mark));
    const place = person && movedBy(event.key, person, event.shiftKey);
    if (!place) return;
    event.preventDefault();
    this.#chosen = person.id;
    this.#put(person.id, place);
  }

  /** Moves a mark with the pointer, and keeps its place once it is let go. */
  #drag(mark: HTMLElement, from: PointerEvent): void {
    if (from.button !== 0) return;
    const plot = this.one('[data-plot]').getBoundingClientRect();
    const { left, bottom } = mark.style;
    let place: Place | undefined;
    // Safari gives no focus to a button that is pressed, and the arrow keys would go nowhere.
    mark.focus();
    mark.setPointerCapture(from.pointerId);
    mark.onpointermove = ({ clientX, clientY }) => {
      const [right, down] = [clientX - from.clientX, clientY - from.clientY];
      // A press that trembles is no move.
      if (!place && Math.hypot(right, down) < 4) return;
      place = placeAt(
        Number.parseFloat(bottom) - (100 * down) / plot.height,
        Number.parseFloat(left) + (100 * right) / plot.width,
      );
      drawAt(mark, place);
    };
    mark.onlostpointercapture = () => {
      mark.onpointermove = mark.onlostpointercapture = null;
      if (place) this.#put(idOf(mark), place);
    };
  }

  #change({ name, value, type }: HTMLInputElement): void {
    const kept = type === 'range' ? Number(value) : lineOf(value);
    if (name !== 'name' || kept) this.#put(this.#chosen, { [name]: kept });
  }

  #remove(id: string): void {
    const before = this.device.entries[id] as Entry;
    this.device.put(id, undefined);
    this.one(this.#people.length > 0 ? '[data-some] h2' : '[data-add] [name=name]').focus();
    this.say(filledIn(this.#words.deleted, before), () => {
      this.device.put(id, before);
      this.say(filledIn(this.#words.restored, before));
    });
  }

  #showMarks(people: Shown[]): void {
    const drawn = apart(people, APART);
    this.#rows('[data-marks]', 'mark', people, (mark, person, index) => {
      mark.dataset['mark'] = '';
      mark.textContent = String(person.number);
      mark.title = person.name;
      mark.ariaLabel = this.#stands(person);
      mark.ariaPressed = String(person.id === this.#chosen);
      drawAt(mark, drawn[index] as Place);
    });
  }

  #showList(people: Shown[]): void {
    const words = this.#words;
    this.#rows('[data-list]', 'person', people, (row, person) => {
      const { id, name, audience, quadrant, rhythm, next } = person;
      this.fill(row, {
        name,
        place: filledIn(words.place, person),
        rhythm: words.rhythms[rhythm],
        chosen: this.device.entries[id]?.['rhythm'] ? filledIn(words.chosen, person) : '',
        next,
      });
      for (const part of row.querySelectorAll<HTMLElement>('[data-of]')) {
        part.hidden = ![`quadrant/${quadrant.id}`, `audience/${audience}`].includes(part.dataset['of'] ?? '');
      }
    });
  }

  #showChosen(person: Shown | undefined): void {
    const form = this.one('[data-change]');
    form.hidden = !person;
    if (!person) return;
    // Whoever changes a field of the form hears the field itself.
    if (!form.matches(':focus-within')) this.one('[data-now]').textContent = this.#stands(person);
    this.fill(form, {
      changing: filledIn(this.#words.changing, person),
      influence: String(person.influence),
      interest: String(person.interest),
      suggested: filledIn(this.#words.suggested, person),
    });
    const kept = this.device.entries[person.id];
    for (const field of form.querySelectorAll<HTMLInputElement>('[name]')) {
      if (field !== document.activeElement) field.value = String(kept?.[field.name] ?? '');
    }
  }

  #showPlan(people: Shown[]): void {
    const { start, minutes } = this.#plan;
    const date = this.one<HTMLInputElement>('[name=start]');
    if (date !== document.activeElement) date.value = start;
    this.one<HTMLInputElement>(`[name=minutes][value="${minutes}"]`).checked = true;
    const hours = hoursAWeek(
      people.map(({ rhythm }) => rhythm),
      minutes,
    );
    this.one('[data-hours]').textContent = filledIn(this.#words.hours, {
      hours: hours.toLocaleString(this.#data.language, { maximumFractionDigits: 1 }),
    });
    this.one('[data-too-many]').hidden = hours <= 2;
    const out = people.filter(({ rhythm }) => rhythm === 'as needed').map(({ name }) => name);
    this.one('[data-left-out]').hidden = out.length === 0;
    this.one('[data-names]').textContent = out.join(', ');
    this.one<HTMLButtonElement>('[data-file=calendar]').disabled = out.length === people.length;
  }

  async #write(kind: keyof Words['files']): Promise<void> {
    const words = this.#words;
    const people = this.#people;
    try {
      // The calendar comes with a library that is many times heavier than the rest.
      const files = (await (kind === 'calendar'
        ? import('./stakeholder-calendar.ts')
        : import('./stakeholder-files.ts'))) as Record<typeof kind, (files: Files) => Written>;
      const [type, text] = files[kind]({
        people,
        drawn: apart(people, APART),
        stands: people.map((person) => this.#stands(person)),
        fields: this.#data.quadrants.map(({ title }) => title),
        words,
        ...this.#plan,
      });
      download(words.files[kind], type, text);
      this.say('');
    } catch {
      this.say(words.failed);
    }
  }

  /** Shows each person in an element of its own, made from a template; elements stay, so that none loses the focus. */
  #rows(
    selector: string,
    template: string,
    people: Shown[],
    show: (row: HTMLElement, person: Shown, index: number) => void,
  ): void {
    const list = this.one(selector);
    const ids = new Set(people.map(({ id }) => id));
    for (const row of [...list.children] as HTMLElement[]) if (!ids.has(idOf(row))) row.remove();
    for (const [index, person] of people.entries()) {
      let row = list.children[index] as HTMLElement | undefined;
      if (!row || idOf(row) !== person.id) {
        const made = this.filled(template, {});
        made.dataset['id'] = person.id;
        list.insertBefore(made, row ?? null);
        row = made;
      }
      show(row, person, index);
    }
  }
}

function isName(value: unknown): boolean {
  return isLine(value) && value !== '';
}

function isLine(value: unknown): boolean {
  return typeof value === 'string' && lineOf(value) === value;
}

function isOnAxis(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= AXIS.least && (value as number) <= AXIS.most;
}

/** The id of the person that an element belongs to. */
function idOf(element: HTMLElement): string {
  return element.closest<HTMLElement>('[data-id]')?.dataset['id'] ?? '';
}

/** An id that no other person has on any device, later than all before. A page without HTTPS has no randomUUID. */
function newId(): string {
  return `${Date.now().toString(36)}-${crypto.getRandomValues(new Uint32Array(2)).join('-')}`;
}

function drawAt(mark: HTMLElement, { influence, interest }: Place): void {
  mark.style.left = `${interest}%`;
  mark.style.bottom = `${influence}%`;
}

customElements.define('stakeholder-map', StakeholderMap);
