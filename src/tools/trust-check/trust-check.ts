import { type Day, dayOf, daysBetween, isDay } from '#formulas/calendar.ts';
import { linePoints } from '#formulas/chart.ts';
import type { Entry } from '#formulas/saved-state.ts';
import {
  bandOf,
  type Factor,
  isMark,
  nextBehaviour,
  oneBetter,
  SCALE,
  type TrustFactors,
  trust,
  weakestFactor,
} from '#formulas/trust-score.ts';
import { formatDate, formatNumber, rowId, ToolElement } from '../shared/tool-element.ts';

/** Marks of one day for one relationship; a mark is undefined until it is given. */
type Marks = Partial<Record<FactorId, number>> & { behaviour?: string };

interface Given {
  data: { behaviours: Record<string, string[]>; bands: { id: string; from: number }[] };
  words: { forgotten: string };
}

/** Id of each factor in the data, by its name in the formula. */
const FACTORS = {
  credibility: 'credibility',
  reliability: 'reliability',
  intimacy: 'intimacy',
  selfOrientation: 'self-orientation',
} as const satisfies Record<Factor, string>;

type FactorId = (typeof FACTORS)[Factor];

const FACTOR_IDS = Object.values(FACTORS);

/** Rates the four factors of trust for a relationship, day by day. An entry is `<relationship>/<day>`. */
class TrustCheck extends ToolElement<Marks, Given> {
  protected override isValid(id: string, entry: Entry): boolean {
    const [relationship = '', day, ...more] = id.split('/');
    const { behaviour = '' } = entry;
    const hasValidMarks = FACTOR_IDS.every((factor) => entry[factor] === undefined || isMark(entry[factor]));
    return relationship !== '' && isDay(day) && more.length === 0 && hasValidMarks && typeof behaviour === 'string';
  }

  protected override nameOf(id: string): string {
    const [relationship = '', day = ''] = id.split('/');
    const label = this.#radio(relationship)?.parentElement?.textContent.trim() ?? relationship;
    return `${label}, ${formatDate(day, 'medium')}`;
  }

  protected override start(): void {
    // A saved relationship may no longer be in the data.
    const [newest] = this.entries
      .sort(([, a], [, b]) => (a.at < b.at ? 1 : -1))
      .flatMap(([id]) => this.#radio(id.split('/')[0] ?? '') ?? []);
    if (newest) newest.checked = true;
    this.on('change', '[name=relationship]', () => this.show());
    this.on('change', '[data-factor] input', ({ name, value }: HTMLInputElement) =>
      this.#put({ [name]: Number(value) }),
    );
    this.on('click', '[data-another]', () => {
      const { factor = '', behaviour = '' } = this.#advice();
      const all = this.data.behaviours[factor] ?? [];
      const next = all[(all.indexOf(behaviour) + 1) % all.length];
      if (next) this.#put({ behaviour: next });
    });
    this.on('click', '[data-history] button', (button) => {
      this.changeWithUndo(rowId(button), undefined, this.words.forgotten);
      this.one('[data-history] caption').focus();
    });
  }

  protected override show(): void {
    const today = this.fieldsOf(this.#id);
    const before = this.#history().findLast(({ id }) => id !== this.#id)?.marks;
    for (const id of FACTOR_IDS) {
      this.#check(id, String(today[id]));
      const last = this.one(`[data-factor="${id}"] [data-last]`);
      last.hidden = before?.[id] === undefined;
      this.write('[data-last-mark]', String(before?.[id] ?? ''), last);
    }
    this.showOnly('stand', [this.#relationship]);
    this.#showResult(factorsOf(today));
    this.#showHistory();
  }

  #radio(relationship: string): HTMLInputElement | null {
    return this.querySelector(`[name=relationship][value="${relationship}"]`);
  }

  get #relationship(): string {
    return this.one<HTMLInputElement>('[name=relationship]:checked').value;
  }

  /** Id of the entry of today for the chosen relationship. */
  get #id(): string {
    return `${this.#relationship}/${dayOf(new Date())}`;
  }

  #put(fields: Marks): void {
    this.device.put(this.#id, { ...this.fieldsOf(this.#id), ...fields });
  }

  /** Days of the relationship with all four marks, oldest first. */
  #history() {
    return this.entries
      .filter(([id]) => id.startsWith(`${this.#relationship}/`))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([id, marks]) => {
        const factors = factorsOf(marks);
        return factors ? [{ id, day: id.split('/')[1] as Day, marks, score: trust(factors) }] : [];
      });
  }

  /** Factor to work on and its behaviour: the one chosen today, or the next that was not chosen before. */
  #advice(): { factor?: string; behaviour?: string | undefined } {
    const today = this.fieldsOf(this.#id);
    const factors = factorsOf(today);
    const weakest = factors && weakestFactor(factors);
    if (!weakest) return {};
    const factor = FACTORS[weakest];
    const all = this.data.behaviours[factor] ?? [];
    if (today.behaviour && all.includes(today.behaviour)) return { factor, behaviour: today.behaviour };
    const past = this.#history().flatMap(({ marks }) => marks.behaviour ?? []);
    return { factor, behaviour: nextBehaviour(all, past) };
  }

  #showResult(factors: TrustFactors | undefined): void {
    this.one('[data-result]').hidden = !factors;
    this.one('[data-incomplete]').hidden = factors !== undefined;
    if (!factors) return;
    const score = trust(factors);
    const { factor = 'none', behaviour } = this.#advice();
    this.write('[data-score]', formatNumber(score));
    this.showOnly('band', [bandOf(score, this.data.bands)?.id]);
    this.showOnly('pull', [factor]);
    this.showOnly('behaviour', [behaviour]);
    this.one('[data-next]').hidden = behaviour === undefined;
    for (const [name, id] of Object.entries(FACTORS)) {
      this.write(`[data-better="${id}"]`, formatNumber(oneBetter(factors, name as Factor)));
    }
  }

  #showHistory(): void {
    const days = this.#history();
    this.one('[data-history]').hidden = days.length === 0;
    const most = Math.max(SCALE.most / 2, ...days.map(({ score }) => score));
    const points = linePoints(
      days.map(({ day, score }) => [daysBetween(days[0]?.day ?? day, day), score]),
      { width: 300, height: 60, least: 0, most },
    );
    this.one('[data-chart]').toggleAttribute('hidden', days.length < 2);
    this.one('[data-chart] polyline').setAttribute('points', points.map(({ x, y }) => `${x},${y}`).join(' '));
    this.renderRows('[data-history] tbody', 'day', days.reverse(), (row, { day, marks, score }) => {
      const date = formatDate(day, 'medium');
      const texts = Object.fromEntries(FACTOR_IDS.map((id) => [id, String(marks[id])]));
      this.fill(row, { ...texts, day: date, trust: formatNumber(score) });
      const button = this.one('button', row);
      button.ariaLabel = `${button.textContent} ${date}`;
    });
  }

  /** Checks the radio button of a group that has a value, and no other. */
  #check(name: string, value: string | undefined): void {
    for (const input of this.all<HTMLInputElement>(`[name="${name}"]`)) input.checked = input.value === value;
  }
}

/** The four marks; undefined until all are given. */
function factorsOf(marks: Marks): TrustFactors | undefined {
  const entries = Object.entries(FACTORS).map(([name, id]) => [name, marks[id]]);
  return entries.every(([, mark]) => mark !== undefined) ? (Object.fromEntries(entries) as TrustFactors) : undefined;
}

customElements.define('trust-check', TrustCheck);
