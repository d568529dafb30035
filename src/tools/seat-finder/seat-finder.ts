import { type Answers, dots, type Question, type Reading, rankTargets, type Tally } from '#formulas/finder.ts';
import type { Entry } from '#formulas/saved-state.ts';
import { fillIn } from '#schema/placeholders.ts';
import { formatList, formatNumber, ToolElement } from '../shared/tool-element.ts';

/** Chosen option of a question, or the reader's current role. */
interface Fields {
  option?: string;
  role?: string;
}

interface Given {
  data: {
    /** Targets of each group, by page kind. */
    groups: Record<string, string[]>;
    titles: Record<string, string>;
    questions: Question[];
    /** URL of the page that compares two roles; empty in an edition without it. */
    compare: string;
  };
  words: Record<'points' | 'spoken' | 'outOf', string>;
}

const SEAT = 'seat';
const ANSWER = 'answer/';
const PART = /^[a-z0-9][a-z0-9-]*$/;

/** Shows which targets the answers favour, and what speaks against them. Entries are `answer/<question>` and `seat`. */
class SeatFinder extends ToolElement<Fields, Given> {
  /** Target whose reasons were opened automatically, by the page kind of its group. */
  #opened: Record<string, string | undefined> = {};

  protected override isValid(id: string, { at: _, ...fields }: Entry): boolean {
    const [[name, value] = [], ...more] = Object.entries(fields);
    if (typeof value !== 'string' || more.length > 0) return false;
    if (id === SEAT) return name === 'role' && value.split('/').every((part) => PART.test(part));
    return id.startsWith(ANSWER) && PART.test(id.slice(ANSWER.length)) && name === 'option' && PART.test(value);
  }

  protected override nameOf(id: string): string {
    const place = id === SEAT ? '.present' : `[id="question-${id.slice(ANSWER.length)}"] legend`;
    return this.querySelector(place)?.firstChild?.textContent ?? id;
  }

  protected override start(): void {
    this.on('change', '[data-question] input', ({ name, value }: HTMLInputElement) =>
      this.device.put(ANSWER + name, { option: value }),
    );
    this.on('change', '[data-seat]', ({ value }: HTMLSelectElement) =>
      this.device.put(SEAT, value ? { role: value } : undefined),
    );
  }

  protected override show(): void {
    const answers = this.#answers();
    for (const input of this.all<HTMLInputElement>('[data-question] input')) {
      input.checked = answers[input.name] === input.value;
    }
    const reasons = Object.entries(answers).map(([question, option]) => `${question}/${option}`);
    this.showOnly('reason', reasons);
    const count = this.all('[data-question] :checked').length;
    this.write('[data-answered]', this.#formatOutOf(count, this.data.questions.length));
    this.#showSeat();
    for (const section of this.all('[data-group]')) {
      section.hidden = count === 0;
      this.#showGroup(section, answers);
    }
  }

  #answers(): Answers {
    const answers = this.entries.flatMap(([id, { option }]) => (option ? [[id.slice(ANSWER.length), option]] : []));
    return Object.fromEntries(answers);
  }

  #showSeat(): void {
    const select = this.one<HTMLSelectElement>('[data-seat]');
    select.value = this.fieldsOf(SEAT).role ?? '';
    // The saved role may no longer exist.
    if (select.selectedIndex < 0) select.value = '';
  }

  #showGroup(section: HTMLElement, answers: Answers): void {
    const kind = section.dataset['group'] ?? '';
    const reading = rankTargets(answers, this.data.questions, this.data.groups[kind] ?? []);
    const { result, tallies, close } = reading;
    const leading = result === 'clear' || result === 'slight' ? tallies[0] : undefined;
    this.write('[data-first]', this.#title(leading?.to), section);
    this.write('[data-close]', formatList(close.map(({ to }) => this.#title(to))), section);
    this.showOnly('result', [result], section);
    this.#showTallies(section, tallies, leading);
    this.#showReasons(section, leading);
    this.#showDoubts(section, reading, leading);
    if (kind === 'role') this.#showComparisons(section, reading, leading);
  }

  #showTallies(section: HTMLElement, tallies: Tally[], leading: Tally | undefined): void {
    const below = Math.max(...tallies.map((tally) => dots(tally).below));
    const most = Math.max(...tallies.map((tally) => tally.most));
    for (const tally of tallies) {
      const row = this.one(`[data-target="${tally.to}"]`, section);
      row.toggleAttribute('data-leading', tally === leading);
      this.one('svg', row).setAttribute('viewBox', `${-below - 0.1} 0 ${below + most + 0.2} 1`);
      renderDots(row, tally);
      const points = { sum: formatPoints(tally.sum), most: formatPoints(tally.most) };
      this.write('[data-sum]', fillIn(this.words.points, points), row);
      const [pro, contra] = [totalWeight(tally.for), totalWeight(tally.against)];
      this.write('[data-spoken]', fillIn(this.words.spoken, { for: pro, against: contra }), row);
    }
  }

  /**
   * Opens the reasons of the leading target and closes those opened automatically before. Lists that the reader opened
   * stay open.
   */
  #showReasons(section: HTMLElement, leading: Tally | undefined): void {
    for (const details of this.all('details', section)) {
      const sides = this.all('[data-side]', details);
      for (const side of sides) side.hidden = !side.querySelector('li:not([hidden])');
      this.one('[data-nothing]', details).hidden = sides.some(({ hidden }) => !hidden);
    }
    const kind = section.dataset['group'] ?? '';
    const before = this.#opened[kind];
    if (before === leading?.to) return;
    section.querySelector(`[data-of="${before}"]`)?.removeAttribute('open');
    section.querySelector(`[data-of="${leading?.to}"]`)?.setAttribute('open', '');
    this.#opened[kind] = leading?.to;
  }

  #showDoubts(section: HTMLElement, reading: Reading, leading: Tally | undefined): void {
    const { result, tallies, close, asked, answered, telling } = reading;
    const doubts = this.one('[data-doubts]', section);
    doubts.hidden = result === 'early';
    this.showOnly('against', leading?.against.length ? [leading.to] : [], doubts);
    this.one('[data-no-against]', doubts).hidden = leading?.against.length !== 0;
    // With a leading target, the next one is named at any distance, so that the reader sees the gap.
    const closest = leading ? [leading, ...(close[0] ? close : tallies.slice(1, 2))] : close;
    this.one('[data-closest]', doubts).hidden = closest.length < 2;
    const names = closest.map(({ to, sum }) => `${this.#title(to)} ${formatPoints(sum)}`);
    this.write('[data-list]', formatList(names), doubts);
    const hinges = leading ? reading.hinges : [];
    this.showOnly('hinge', hinges, doubts);
    this.one('[data-hinges]', doubts).hidden = hinges.length === 0;
    this.one('[data-no-hinges]', doubts).hidden = !leading || hinges.length > 0;
    for (const [name, count] of Object.entries({ open: asked - answered, silent: answered - telling })) {
      const item = this.one(`[data-${name}]`, doubts);
      item.hidden = count === 0;
      this.write('[data-count]', this.#formatOutOf(count, asked), item);
    }
  }

  #showComparisons(section: HTMLElement, { result, tallies }: Reading, leading: Tally | undefined): void {
    const [first, second] = tallies.map(({ to }) => to);
    const { value: seat, selectedOptions } = this.one<HTMLSelectElement>('[data-seat]');
    const early = result === 'early' || result === 'unsure';
    this.one('[data-same]', section).hidden = !leading || leading.to !== seat;
    if (!this.data.compare) return;
    for (const [name, from, to, label] of [
      ['second', first, early ? undefined : second, this.#title(first)],
      ['seat', seat, leading?.to, selectedOptions[0]?.text],
    ] as const) {
      const link = this.one<HTMLAnchorElement>(`[data-compare=${name}]`, section);
      link.hidden = !from || !to || from === to;
      link.href = `${this.data.compare}#${lastSegment(from)}..${lastSegment(to)}`;
      this.write('[data-pair]', formatList([label ?? '', this.#title(to)]), link);
    }
  }

  #title(target: string | undefined): string {
    return this.data.titles[target ?? ''] ?? '';
  }

  #formatOutOf(count: number, asked: number): string {
    return fillIn(this.words.outOf, { count: formatPoints(count), asked: formatPoints(asked) });
  }
}

/** Renders the dots of a tally, with one path for each kind of dot. */
function renderDots(row: HTMLElement, tally: Tally): void {
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

/** Formats a number of points, with a minus sign instead of a hyphen. */
function formatPoints(value: number): string {
  return formatNumber(value).replace('-', '−');
}

function totalWeight(reasons: Tally['for']): string {
  return formatPoints(Math.abs(reasons.reduce((points, { weight }) => points + weight, 0)));
}

function lastSegment(id: string | undefined): string {
  return id?.split('/').at(-1) ?? '';
}

customElements.define('seat-finder', SeatFinder);
