import { type Answers, dots, type Question, type Reading, reading, type Tally } from '#model/formulas/finder.ts';
import type { Entry } from '#model/formulas/saved-state.ts';
import { ToolElement } from './tool-element.ts';

/** The option chosen for a question, or the seat that the reader holds now. */
interface Fields {
  option?: string;
  role?: string;
}

interface Given {
  /** The targets of each group, by its kind of page. */
  groups: Record<string, string[]>;
  titles: Record<string, string>;
  questions: Question[];
  /** The address of the page that compares two seats; empty in an edition without it. */
  compare: string;
  language: string;
}

type Words = Record<'points' | 'spoken' | 'outOf', string>;

const SEAT = 'seat';
const ANSWER = 'answer/';
const PART = /^[a-z0-9][a-z0-9-]*$/;

/** Says what the answers lean towards and what to doubt. Entries are `answer/<question>` and `seat`. */
class SeatFinder extends ToolElement<Fields> {
  #data!: Given;
  #words!: Words;
  /** The list of reasons that was opened for the reader, by the kind of its group. */
  #opened: Record<string, string | undefined> = {};

  protected override reads(id: string, { at: _, ...fields }: Entry): boolean {
    const [[name, value] = [], ...more] = Object.entries(fields);
    if (typeof value !== 'string' || more.length > 0) return false;
    if (id === SEAT) return name === 'role' && value.split('/').every((part) => PART.test(part));
    return id.startsWith(ANSWER) && PART.test(id.slice(ANSWER.length)) && name === 'option' && PART.test(value);
  }

  protected override start(): void {
    this.#data = this.given('data');
    this.#words = this.given('words');
    this.on('change', '[data-question] input', (input) => {
      const { name, value } = input as HTMLInputElement;
      this.device.put(ANSWER + name, { option: value });
    });
    this.on('change', '[data-seat]', (select) => {
      const { value } = select as HTMLSelectElement;
      this.device.put(SEAT, value ? { role: value } : undefined);
    });
  }

  protected override show(): void {
    const answers = this.#answers();
    for (const input of this.querySelectorAll<HTMLInputElement>('[data-question] input'))
      input.checked = answers[input.name] === input.value;
    for (const reason of all(this, '[data-reason]')) {
      const [question = '', option] = reason.dataset['reason']?.split('/') ?? [];
      reason.hidden = answers[question] !== option;
    }
    const count = this.querySelectorAll('[data-question] :checked').length;
    this.one('[data-answered]').textContent = this.#outOf(count, this.#data.questions.length);
    this.#showSeat();
    for (const section of all(this, '[data-group]')) {
      section.hidden = count === 0;
      this.#showGroup(section, answers);
    }
  }

  #answers(): Answers {
    const answers = this.kept.flatMap(([id, { option }]) => (option ? [[id.slice(ANSWER.length), option]] : []));
    return Object.fromEntries(answers);
  }

  #showSeat(): void {
    const select = this.one<HTMLSelectElement>('[data-seat]');
    select.value = this.kept.find(([id]) => id === SEAT)?.[1].role ?? '';
    // A handbook may lose a seat that was chosen before.
    if (select.selectedIndex < 0) select.value = '';
  }

  #showGroup(section: HTMLElement, answers: Answers): void {
    const kind = section.dataset['group'] ?? '';
    const read = reading(answers, this.#data.questions, this.#data.groups[kind] ?? []);
    const leading = read.result === 'clear' || read.result === 'slight' ? read.tallies[0] : undefined;
    for (const name of all(section, '[data-first]')) fill(name, this.#title(leading?.to));
    fill(one(section, '[data-close]'), this.#listed(read.close.map(({ to }) => this.#title(to))));
    for (const line of all(section, '[data-result]')) line.hidden = line.dataset['result'] !== read.result;
    this.#showTallies(section, read.tallies, leading);
    this.#showReasons(section, leading);
    this.#showDoubts(section, read, leading);
    if (kind === 'role') this.#showComparisons(section, read, leading);
  }

  #showTallies(section: HTMLElement, tallies: Tally[], leading: Tally | undefined): void {
    const below = Math.max(...tallies.map((tally) => dots(tally).below));
    const most = Math.max(...tallies.map((tally) => tally.most));
    for (const tally of tallies) {
      const row = one(section, `[data-target="${tally.to}"]`);
      row.toggleAttribute('data-leading', tally === leading);
      row.querySelector('svg')?.setAttribute('viewBox', `${-below - 0.1} 0 ${below + most + 0.2} 1`);
      draw(row, tally);
      const [sum, possible] = [this.#number(tally.sum), this.#number(tally.most)];
      const [pro, contra] = [tally.for, tally.against].map((all) =>
        this.#number(Math.abs(all.reduce((points, { weight }) => points + weight, 0))),
      );
      fill(one(row, '[data-sum]'), said(this.#words.points, { sum, most: possible }));
      fill(one(row, '[data-spoken]'), said(this.#words.spoken, { for: pro, against: contra }));
    }
  }

  /** Opens the reasons of the leading target, and closes what it opened before; what the reader opened stays open. */
  #showReasons(section: HTMLElement, leading: Tally | undefined): void {
    for (const details of section.querySelectorAll('details')) {
      for (const side of all(details, '[data-side]')) side.hidden = !side.querySelector('li:not([hidden])');
      one(details, '[data-nothing]').hidden = !!details.querySelector('[data-side]:not([hidden])');
    }
    const kind = section.dataset['group'] ?? '';
    const before = this.#opened[kind];
    if (before === leading?.to) return;
    for (const [target, open] of [
      [before, false],
      [leading?.to, true],
    ] as const)
      section.querySelector(`[data-of="${target}"]`)?.toggleAttribute('open', open);
    this.#opened[kind] = leading?.to;
  }

  #showDoubts(section: HTMLElement, read: Reading, leading: Tally | undefined): void {
    const doubts = one(section, '[data-doubts]');
    doubts.hidden = read.result === 'early';
    for (const item of all(doubts, '[data-against]'))
      item.hidden = item.dataset['against'] !== leading?.to || leading?.against.length === 0;
    one(doubts, '[data-no-against]').hidden = leading?.against.length !== 0;
    // After a lean the next is named even where it is far away, so that the reader sees how far.
    const closest = leading ? [leading, ...(read.close[0] ? read.close : read.tallies.slice(1, 2))] : read.close;
    one(doubts, '[data-closest]').hidden = closest.length < 2;
    fill(
      one(doubts, '[data-list]'),
      this.#listed(closest.map(({ to, sum }) => `${this.#title(to)} ${this.#number(sum)}`)),
    );
    const hinges = leading ? read.hinges : [];
    for (const link of all(doubts, '[data-hinge]')) link.hidden = !hinges.includes(link.dataset['hinge'] ?? '');
    one(doubts, '[data-hinges]').hidden = hinges.length === 0;
    one(doubts, '[data-no-hinges]').hidden = !leading || hinges.length > 0;
    for (const [name, count] of [
      ['open', read.asked - read.answered],
      ['silent', read.answered - read.telling],
    ] as const) {
      const item = one(doubts, `[data-${name}]`);
      item.hidden = count === 0;
      fill(one(item, '[data-count]'), this.#outOf(count, read.asked));
    }
  }

  #showComparisons(section: HTMLElement, { result, tallies }: Reading, leading: Tally | undefined): void {
    const [first, second] = tallies.map(({ to }) => to);
    const { value: seat, selectedOptions } = this.one<HTMLSelectElement>('[data-seat]');
    const early = result === 'early' || result === 'unsure';
    one(section, '[data-same]').hidden = !leading || leading.to !== seat;
    if (!this.#data.compare) return;
    for (const [name, from, to, label] of [
      ['second', first, early ? undefined : second, this.#title(first)],
      ['seat', seat, leading?.to, selectedOptions[0]?.text],
    ] as const) {
      const link = one<HTMLAnchorElement>(section, `[data-compare=${name}]`);
      link.hidden = !from || !to || from === to;
      link.href = `${this.#data.compare}#${last(from)}..${last(to)}`;
      fill(one(link, '[data-pair]'), this.#listed([label ?? '', this.#title(to)]));
    }
  }

  #title(target: string | undefined): string {
    return this.#data.titles[target ?? ''] ?? '';
  }

  #listed(names: string[]): string {
    return new Intl.ListFormat(this.#data.language).format(names);
  }

  #number(value: number): string {
    return value.toLocaleString(this.#data.language).replace('-', '−');
  }

  #outOf(count: number, asked: number): string {
    return said(this.#words.outOf, { count: this.#number(count), asked: this.#number(asked) });
  }
}

/** Draws the row of dots of a tally, a path for each sort of dot. */
function draw(row: HTMLElement, tally: Tally): void {
  const { below, sum, taken, rest } = dots(tally);
  for (const [sort, from, count] of [
    ['below', -below, below],
    ['sum', 0, sum],
    ['taken', sum, taken],
    ['hole', sum, taken],
    ['rest', sum + taken, rest],
  ] as const) {
    // Dashes of no length and round ends make a dot for every whole step; a hair more than the last step shows it.
    const line = count > 0 ? `M${from + 0.5} .5h${count - 0.99}` : '';
    row.querySelector(`.${sort}`)?.setAttribute('d', line);
  }
}

/** Puts a text into an element, and leaves it alone if it is there, so that it is not read out again. */
function fill(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function said(words: string, values: Record<string, string | undefined>): string {
  return Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value ?? ''), words);
}

function last(id: string | undefined): string {
  return id?.split('/').at(-1) ?? '';
}

function one<E extends HTMLElement = HTMLElement>(root: ParentNode, selector: string): E {
  const found = root.querySelector<E>(selector);
  if (!found) throw new Error(`The finder has no ${selector}`);
  return found;
}

function all(root: ParentNode, selector: string): NodeListOf<HTMLElement> {
  return root.querySelectorAll<HTMLElement>(selector);
}

customElements.define('seat-finder', SeatFinder);
