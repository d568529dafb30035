import { fittingStrategies, type InfluencePlan, missingBelow, plan } from '#formulas/influence-plan.ts';
import type { Entry } from '#formulas/saved-state.ts';
import { copyText, formatList, rowId, ToolElement } from '../shared/tool-element.ts';

/** A plan as entered: texts as typed, choices as ids of the data. */
interface Ask {
  what: string;
  /** Id of the kind of ask; empty until chosen. */
  ask: string;
  whom: string;
  /** Id of the relationship to the reader; empty until chosen. */
  relationship: string;
  /** Ids of the levels whose statements are ticked, in any order. */
  seen: string[];
}

/** Saved plan with its id. */
interface Plan {
  id: string;
  plan: Ask;
}

interface Titled {
  id: string;
  title: string;
}

type Text = 'what' | 'whom' | 'copied' | 'byHand' | 'freshSaid' | 'untitled' | 'forgotten' | 'restored';

type Step = 'seen' | 'start' | 'ready' | 'way' | 'reach' | 'uncounted' | 'beyond';

interface Given {
  data: {
    levels: Titled[];
    relationships: Titled[];
    asks: (Titled & { reach: string })[];
    strategies: { id: string; levels: string[]; with: string[] }[];
  };
  words: Record<Text, string> & { steps: Record<Step, string> };
}

const EMPTY: Ask = { what: '', ask: '', whom: '', relationship: '', seen: [] };
const TEXTS = ['what', 'whom'] as const;
const CHOICES = ['ask', 'relationship'] as const;
const CHOICE = /^([a-z0-9-]+)?$/;

/** Influence planner. Each plan is a saved entry, by an id that sorts by age; one of them is open in the form. */
class InfluencePlanner extends ToolElement<Ask, Given> {
  /** Id of the open plan. */
  #id = '';
  /** Last known state of the open plan, so that a change preserves its other fields. */
  #open = EMPTY;
  /** Id of a new plan without input, which stays open although nothing of it is saved. */
  #newPlanId: string | undefined;

  protected override isValid(id: string, { at: _, ...fields }: Entry): boolean {
    const { seen } = fields;
    return (
      /^[0-9a-z]{10,40}$/.test(id) &&
      Object.keys(fields).sort().join() === Object.keys(EMPTY).sort().join() &&
      TEXTS.every((name) => typeof fields[name] === 'string') &&
      CHOICES.every((name) => isChoice(fields[name])) &&
      Array.isArray(seen) &&
      seen.every((level) => level !== '' && isChoice(level))
    );
  }

  protected override nameOf(_id: string, { what }: Ask): string {
    return what.trim() || this.words.untitled;
  }

  protected override start(): void {
    this.on('input', 'textarea[name], input[type=text]', ({ name, value }: HTMLInputElement) =>
      this.#put({ [name]: value }),
    );
    this.on('change', 'input[type=radio]', ({ name, value }: HTMLInputElement) => this.#put({ [name]: value }));
    this.on('change', '[name=seen]', () => {
      this.#put({ seen: this.all<HTMLInputElement>('[name=seen]:checked').map(({ value }) => value) });
    });
    // A change from another tab to the focused field is shown once the form loses focus.
    this.on('focusout', 'form', (form, { relatedTarget }) => {
      if (!form.contains(relatedTarget as Node | null)) this.show();
    });
    this.on('click', '[data-fresh]', () => this.#openNew());
    this.on('click', '[data-to-plans]', () => this.one('[data-plans] h2').focus());
    this.on('click', '[data-open]', (button) => this.#openSaved(rowId(button)));
    this.on('click', '[data-forget]', (button) => this.#delete(rowId(button)));
    this.on('click', '[data-copy]', () => this.#copy());
  }

  protected override show(): void {
    const plans = this.#plans();
    let open = plans.find(({ id }) => id === this.#id);
    if (open) this.#newPlanId = undefined;
    else if (this.#id !== this.#newPlanId && !this.one('form').contains(document.activeElement)) {
      open = plans[0] ?? { id: newId(), plan: EMPTY };
    }
    if (open) ({ id: this.#id, plan: this.#open } = open);
    this.#showForm();
    this.#showResult();
    this.#showPlans(plans);
  }

  /** Saved plans, newest first. */
  #plans(): Plan[] {
    return this.entries.map(([id, { at: _, ...plan }]) => ({ id, plan })).sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  #put(fields: Partial<Ask>): void {
    this.device.put(this.#id, { ...this.#open, ...fields });
  }

  #openNew(): void {
    this.#id = this.#newPlanId = newId();
    this.#open = EMPTY;
    this.show();
    this.say(this.words.freshSaid);
    this.one('[name=what]').focus();
  }

  #openSaved(id: string): void {
    this.#id = id;
    this.#newPlanId = undefined;
    this.show();
    this.one('[data-top]').focus();
  }

  #delete(id: string): void {
    const before = this.device.entries[id];
    const wasOpen = id === this.#id;
    this.device.put(id, undefined);
    this.say(this.words.forgotten, () => {
      if (wasOpen) this.#id = id;
      this.device.put(id, before);
      this.say(this.words.restored);
      this.one('[data-plans] h2').focus();
    });
    this.one(this.one('[data-plans]').hidden ? '[data-device=undo]' : '[data-plans] h2').focus();
  }

  #showForm(): void {
    for (const name of TEXTS) {
      const field = this.one<HTMLInputElement>(`[name=${name}]`);
      if (field !== document.activeElement) field.value = this.#open[name];
    }
    for (const input of this.all<HTMLInputElement>('input[type=radio]')) {
      input.checked = input.value === this.#open[input.name as 'ask' | 'relationship'];
    }
    for (const input of this.all<HTMLInputElement>('[name=seen]')) {
      input.checked = this.#open.seen.includes(input.value);
    }
    this.showOnly('stand', [this.#open.relationship]);
  }

  /** Computes the result of a plan; undefined until its kind of ask is chosen. */
  #computePlan({ ask, seen }: Ask) {
    const { asks, levels } = this.data;
    const marks = levels.map(({ id }) => seen.includes(id));
    const reach = levels.findIndex(({ id }) => id === asks.find((kind) => kind.id === ask)?.reach);
    return reach === -1 ? undefined : { ...plan(marks, reach), marks };
  }

  #showResult(): void {
    const { levels, relationships, strategies } = this.data;
    const { relationship } = this.#open;
    const known = relationships.some(({ id }) => id === relationship);
    const planned = known ? this.#computePlan(this.#open) : undefined;
    this.one('[data-result]').hidden = !planned;
    this.one('[data-incomplete]').hidden = planned !== undefined;
    const byHand = this.one('[data-by-hand]');
    if (!byHand.contains(document.activeElement)) byHand.hidden = true;
    this.one('[data-copied]').textContent = '';
    if (!planned) return;
    const { start, ready, uncounted } = planned;
    const { id = '', title = '' } = levels[start] ?? {};
    this.showOnly('when', [ready ? 'ready' : 'start']);
    this.write('[data-start]', title);
    this.showOnly('level', [id]);
    this.#showWay(planned);
    this.one('[data-uncounted]').hidden = uncounted.length === 0;
    const fits = fittingStrategies(strategies, id, relationship).map((strategy) => strategy.id);
    this.showOnly('strategy', fits);
    this.one('[data-none]').hidden = fits.length > 0;
    this.#showWhy(planned);
  }

  #showWay({ start, reach, ready, uncounted }: InfluencePlan): void {
    const { steps } = this.words;
    for (const [level, { id }] of this.data.levels.entries()) {
      const states = [
        level < start && steps.seen,
        level === start && (ready ? steps.ready : steps.start),
        level > start && level < reach && steps.way,
        uncounted.includes(level) && steps.uncounted,
        level === reach && steps.reach,
        level > reach && steps.beyond,
      ];
      const step = this.one(`[data-step="${id}"]`);
      step.toggleAttribute('data-reached', level < start || (ready && level === start));
      step.ariaCurrent = level === start ? 'step' : null;
      this.write('[data-state]', states.filter(Boolean).join('; '), step);
    }
  }

  #showWhy({ start, reach, marks }: InfluencePlan & { marks: boolean[] }): void {
    const { levels } = this.data;
    const unseen = missingBelow(marks, reach + 1).map((level) => levels[level]?.id ?? '');
    this.showOnly('unseen', unseen);
    this.one('[data-missing]').hidden = unseen.length === 0;
    this.one('[data-why]').hidden = start === levels.length - 1;
    for (const [level, { id }] of levels.entries()) {
      if (level === 0) continue;
      const block = this.one(`[data-above="${id}"]`);
      const below = missingBelow(marks, level).map((missing) => levels[missing]?.title ?? '');
      block.hidden = level <= start;
      this.one('[data-below]', block).hidden = below.length === 0;
      this.write('[data-names]', formatList(below), block);
      this.one('[data-beyond]', block).hidden = level <= reach;
    }
  }

  #showPlans(plans: Plan[]): void {
    this.one('[data-plans]').hidden = plans.length === 0;
    this.one('[data-to-plans]').hidden = plans.length === 0;
    this.write('[data-count]', String(plans.length));
    this.renderRows('[data-plans] ol', 'plan', plans, (row, { id, plan }) => {
      const what = this.nameOf(id, plan);
      const start = this.data.levels[this.#computePlan(plan)?.start ?? -1]?.title ?? '';
      this.fill(row, { what, about: [plan.whom, start].filter(Boolean).join(' · ') });
      this.one('[data-open]', row).ariaCurrent = id === this.#id ? 'true' : null;
      const button = this.one('[data-forget]', row);
      button.ariaLabel = `${button.textContent}: ${what}`;
    });
  }

  async #copy(): Promise<void> {
    const text = this.#note();
    if (await copyText(text)) {
      this.one('[data-copied]').textContent = this.words.copied;
      return;
    }
    this.one('[data-by-hand]').hidden = false;
    const field = this.one<HTMLTextAreaElement>('[data-by-hand] textarea');
    field.value = text;
    field.focus();
    field.select();
  }

  /** Formats the plan as text: the ask, the person and the visible lines of the result. */
  #note(): string {
    const { asks, relationships } = this.data;
    const { what, ask, whom, relationship } = this.#open;
    const titleIn = (entries: Titled[], id: string) => entries.find((entry) => entry.id === id)?.title;
    const head = [
      [this.words.what, what.trim(), titleIn(asks, ask)],
      [this.words.whom, whom.trim(), titleIn(relationships, relationship)],
    ].map(([label, text, title]) => `${label} ${text ? `${text} (${title})` : title}`);
    const lines = this.all('[data-line]')
      .filter((line) => line.closest('[hidden]') === null)
      .map((line) => {
        const mark = { heading: '\n', item: '- ', more: '  ' }[line.dataset['line'] ?? ''] ?? '';
        const parts = [...line.childNodes].filter((part) => !(part instanceof HTMLElement && part.hidden));
        const text = parts.map(({ textContent }) => textContent).join('');
        return mark + text.replaceAll(/\s+/g, ' ').trim();
      });
    return [...head, '', ...lines].join('\n');
  }
}

function isChoice(value: unknown): boolean {
  return typeof value === 'string' && CHOICE.test(value);
}

/** Creates an id from the current time and random digits, so that no other device creates the same. */
function newId(): string {
  // crypto.randomUUID is missing on a page that is not served over HTTPS.
  const chance = [...crypto.getRandomValues(new Uint32Array(2))].map((part) => part.toString(36)).join('');
  return Date.now().toString(36).padStart(9, '0') + chance;
}

customElements.define('influence-planner', InfluencePlanner);
