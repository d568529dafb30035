import { type Answers, dots, type Question, type Reading, reading, type Tally } from '#formulas/finder.ts';
import type { Entry } from '#formulas/saved-state.ts';
import { fillIn } from '#schema/placeholders.ts';
import { ToolElement } from '../shared/tool-element.ts';

/** Chosen option of a question, or the reader's current role. */
interface Fields {
  option?: string;
  role?: string;
}

interface Given {
  /** Targets of each group, by page kind. */
  groups: Record<string, string[]>;
  titles: Record<string, string>;
  questions: Question[];
  /** URL of the page that compares two roles; empty in an edition without it. */
  compare: string;
  language: string;
}

type Words = Record<'points' | 'spoken' | 'outOf', string>;

const SEAT = 'seat';
const ANSWER = 'answer/';
const PART = /^[a-z0-9][a-z0-9-]*$/;

/** Shows which targets the answers favour, and what speaks against them. Entries are `answer/<question>` and `seat`. */
class SeatFinder extends ToolElement<Fields> {
  #data!: Given;
  #words!: Words;
  /** Target whose reasons were opened automatically, by the page kind of its group. */
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
    this.one('[data-answered]').textContent = this.#formatOutOf(count, this.#data.questions.length);
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
    // The saved role may no longer exist.
    if (select.selectedIndex < 0) select.value = '';
  }

  #showGroup(section: HTMLElement, answers: Answers): void {
    const kind = section.dataset['group'] ?? '';
    const read = reading(answers, this.#data.questions, this.#data.groups[kind] ?? []);
    const leading = read.result === 'clear' || read.result === 'slight' ? read.tallies[0] : undefined;
    for (const name of all(section, '[data-first]')) fill(name, this.#title(leading?.to));
    fill(one(section, '[data-close]'), this.#formatList(read.close.map(({ to }) => this.#title(to))));
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
      fill(one(row, '[data-sum]'), fillIn(this.#words.points, { sum, most: possible }));
      fill(one(row, '[data-spoken]'), fillIn(this.#words.spoken, { for: pro, against: contra }));
    }
  }

  /**
   * Opens the reasons of the leading target and closes those opened automatically before. Lists that the reader opened
   * stay open.
   */
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
    // With a leading target, the next one is named at any distance, so that the reader sees the gap.
    const closest = leading ? [leading, ...(read.close[0] ? read.close : read.tallies.slice(1, 2))] : read.close;
    one(doubts, '[data-closest]').hidden = closest.length < 2;
    fill(
      one(doubts, '[data-list]'),
      this.#formatList(closest.map(({ to, sum }) => `${this.#title(to)} ${this.#number(sum)}`)),
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
      fill(one(item, '[data-count]'), this.#formatOutOf(count, read.asked));
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
      link.href = `${this.#data.compare}#${lastSegment(from)}..${lastSegment(to)}`;
      fill(one(link, '[data-pair]'), this.#formatList([label ?? '', this.#title(to)]));
    }
  }

  #title(target: string | undefined): string {
    return this.#data.titles[target ?? ''] ?? '';
  }

  #formatList(names: string[]): string {
    return new Intl.ListFormat(this.#data.language).format(names);
  }

  #number(value: number): string {
    return value.toLocaleString(this.#data.language).replace('-', '−');
  }

  #formatOutOf(count: number, asked: number): string {
    return fillIn(this.#words.outOf, { count: this.#number(count), asked: this.#number(asked) });
  }
}

/** Renders the dots of a tally, with one path for each kind of dot. */
function draw(row: HTMLElement, tally: Tally): void {
  const { below, sum, taken, rest } = dots(tally);
  for (const [sort, from, count] of [
    ['below', -below, below],
    ['sum', 0, sum],
    ['taken', sum, taken],
    ['hole', sum, taken],
    ['rest', sum + taken, rest],
  ] as const) {
    // Zero-length dashes with round caps make a dot for every whole step. The line is 0.01 longer than the last step,
    // without which its dot would be missing.
    const line = count > 0 ? `M${from + 0.5} .5h${count - 0.99}` : '';
    row.querySelector(`.${sort}`)?.setAttribute('d', line);
  }
}

/** Sets the text of an element only if it differs, so that it is not announced again. */
function fill(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function lastSegment(id: string | undefined): string {
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
