// Must be the first import, since it configures Zod for every schema below.
import './without-eval.ts';
import { type Answers, formatPath, valuesIn, withoutItem } from '#contribute/answers.ts';
import {
  type Contribution,
  contributionProblems,
  type FormContext,
  fileOf,
  type NameWords,
  newFileAddress,
  referable,
} from '#contribute/contribution.ts';
import type { Field, FieldProblem } from '#contribute/form.ts';
import { fieldsFor, reviewedOn, type Subject, sourceOf, subjectOf } from '#contribute/subject.ts';
import type { Entry } from '#formulas/saved-state.ts';
import { fillIn } from '#schema/placeholders.ts';
import { download, ToolElement } from '../shared/tool-element.ts';
import {
  type Asked,
  drawField,
  drawOptions,
  type FieldWords,
  idFor,
  made,
  showProblems,
} from './contribution-fields.ts';

/**
 * Saved state of a draft: field paths with their texts, and the body in pieces within the length limit of saved texts.
 */
interface Draft {
  paths: string[];
  texts: string[];
  body: string[];
}

interface Words extends FieldWords {
  name: NameWords & { hint: string };
  unnamed: string;
  [problems: `problems_${string}`]: string;
  sound: string;
  copied: string;
  byHand: string;
  cleared: string;
  restored: string;
  nextDownload: string;
}

/** Id of the saved entry that names the open draft. */
const CHOSEN = 'chosen';
const PIECE = /[\s\S]{1,8000}/g;

/**
 * Form for a page or a data entry, rendered from its schema. The id of a saved entry is the subject, such as `guide`.
 */
class ContributionForm extends ToolElement<Draft> {
  #handbook!: FormContext;
  #words!: Words;
  #kinds!: Record<string, string>;
  #bodies!: Record<string, string>;
  #subject: Subject | undefined;
  #word = '';
  #fields: Field[] = [];
  #answers: Answers = {};
  #body = '';
  /** Paths of the fields that show their problems: those left once, and all after an attempt to submit. */
  #touched = new Set<string>();
  #wasSent = false;

  protected override reads(id: string, { subject, paths, texts, body }: Entry): boolean {
    if (id === CHOSEN) return typeof subject === 'string';
    const areTexts = [paths, texts, body].every(
      (list) => Array.isArray(list) && list.every((text) => typeof text === 'string'),
    );
    return areTexts && (paths as string[]).length === (texts as string[]).length;
  }

  protected override start(): void {
    this.#handbook = this.given('handbook');
    this.#words = this.given('words');
    this.#kinds = this.given('kinds');
    this.#bodies = this.given('bodies');
    this.on('change', '[data-subject]', (select) => {
      this.device.put(CHOSEN, { subject: (select as HTMLSelectElement).value });
    });
    this.on('input', '[data-path]', (control) => this.#enter(control as HTMLInputElement));
    this.on('input', '[data-body]', (area) => {
      this.#body = (area as HTMLTextAreaElement).value;
      this.#save();
    });
    this.on('focusout', '[data-path], [data-part]', (element, event) => this.#leave(element, event as FocusEvent));
    this.on('click', '[data-add]', (button) => this.#add(button.dataset['add'] ?? ''));
    this.on('click', '[data-remove]', (button) =>
      this.#remove(button.dataset['remove'] ?? '', Number(button.dataset['index'])),
    );
    this.on('click', '[data-copy]', () => this.#copy());
    this.on('click', '[data-clear]', () => this.#clear());
    this.on('click', '[data-problems] a', (link, event) => {
      event.preventDefault();
      this.#focus((link as HTMLAnchorElement).hash.slice(1));
    });
    this.on('click', '[data-open]', (_link, event) => {
      if (!this.#isValid()) event.preventDefault();
    });
    this.on('submit', 'form', (_form, event) => {
      event.preventDefault();
      const file = this.#file();
      if (!this.#isValid() || file === undefined) return;
      const type = file.endsWith('.mdx') ? 'text/markdown' : 'application/yaml';
      download(file.replace(/^.*\//, ''), type, this.#source());
    });
  }

  protected override show(): void {
    const kept = Object.fromEntries(this.kept) as Record<string, Entry & Partial<Draft>>;
    const word = String(kept[CHOSEN]?.['subject'] ?? '');
    const { paths = [], texts = [], body } = kept[word] ?? {};
    const answers = Object.fromEntries(paths.map((path, index) => [path, texts[index] ?? '']));
    const text = body?.join('') || (this.#bodies[word] ?? '');
    const isOther = word !== this.#word;
    const isChanged = isOther || text !== this.#body || JSON.stringify(answers) !== JSON.stringify(this.#answers);
    [this.#word, this.#answers, this.#body] = [word, answers, text];
    if (isOther) {
      this.#touched.clear();
      this.#wasSent = false;
    }
    if (isChanged) this.#render();
    this.#refresh();
  }

  /** Renders the whole form from the current draft. */
  #render(): void {
    this.#subject = this.#handbook.subjects.includes(this.#word) ? subjectOf(this.#word) : undefined;
    this.one<HTMLSelectElement>('[data-subject]').value = this.#subject ? this.#word : '';
    this.one('[data-whole]').hidden = !this.#subject;
    this.#fields = this.#subject ? this.#fieldsOf(this.#subject) : [];
    const draw = (fields: readonly Field[]) =>
      fields.map((field) => drawField(field, field.name, this.#fieldContext()));
    this.one('[data-needed]').replaceChildren(...draw(this.#fields.filter(({ required }) => required)));
    this.one('[data-optional]').replaceChildren(...draw(this.#fields.filter(({ required }) => !required)));
    this.one('[data-text]').hidden = !this.#subject?.kind;
    this.one<HTMLTextAreaElement>('[data-body]').value = this.#body;
  }

  /**
   * Fields of the schema without `reviewed`, which is set automatically, and with the file name, which no schema has.
   */
  #fieldsOf(subject: Subject): Field[] {
    const fields = fieldsFor(subject).filter(({ name }) => name !== 'reviewed');
    const title = fields.find(({ name }) => name === 'title') as Field;
    const named: Field = { ...title, name: 'name', sentence: this.#words.name.hint, required: false };
    const choices = this.#handbook.audiences;
    return [
      ...fields.map((field) => (field.name === 'audience' ? { ...field, form: 'choice' as const, choices } : field)),
      named,
    ];
  }

  #fieldContext(): Asked {
    return {
      answers: this.#answers,
      words: this.#words,
      kinds: this.#kinds,
      referable: (to) => referable(this.#handbook, to, this.#answers['audience']),
    };
  }

  #enter(control: HTMLInputElement): void {
    const path = control.dataset['path'] ?? '';
    this.#answers = { ...this.#answers, [path]: control.value };
    this.#save();
    if (path === 'audience') this.#renderReferences();
  }

  /** Renders the options of references anew, which depend on the audience. */
  #renderReferences(): void {
    for (const select of this.querySelectorAll<HTMLSelectElement>('select[data-references]')) {
      const references = select.dataset['references'] as string;
      drawOptions(select, { references, choices: [] } as unknown as Field, select.value, this.#fieldContext());
    }
  }

  #leave(element: HTMLElement, { relatedTarget }: FocusEvent): void {
    this.#touched.add(element.dataset['path'] ?? '');
    for (
      let part = element.closest<HTMLElement>('[data-part]');
      part;
      part = part.parentElement?.closest('[data-part]') ?? null
    ) {
      if (!part.contains(relatedTarget as Node | null)) this.#touched.add(part.dataset['part'] ?? '');
    }
    this.#refresh();
  }

  #add(path: string): void {
    const list = this.one(`#${idFor(path)}`);
    const count = list.querySelectorAll(':scope > ol > li').length;
    // Includes items that are shown but not answered yet.
    const before = Array.from({ length: count }, (_, index) => [
      `${path}[${index}]`,
      this.#answers[`${path}[${index}]`] ?? '',
    ]);
    this.#answers = { ...this.#answers, ...Object.fromEntries(before), [`${path}[${count}]`]: '' };
    this.#renderAgain();
    this.one(`#${idFor(path)} > ol > li:last-child`)
      .querySelector<HTMLElement>('[data-path]')
      ?.focus();
  }

  #remove(path: string, index: number): void {
    this.#answers = withoutItem(path, index, this.#answers);
    for (const left of [...this.#touched]) if (left.startsWith(`${path}[`)) this.#touched.delete(left);
    this.#renderAgain();
    this.one(`#${idFor(path)}`)
      .querySelector<HTMLElement>('[data-add]:last-of-type')
      ?.focus();
  }

  #renderAgain(): void {
    this.#save();
    this.#render();
    this.#refresh();
  }

  #save(): void {
    const isOwn = this.#body !== (this.#bodies[this.#word] ?? '');
    this.device.put(this.#word, {
      paths: Object.keys(this.#answers),
      texts: Object.values(this.#answers),
      body: isOwn ? (this.#body.match(PIECE) ?? []) : [],
    });
  }

  #contribution(subject: Subject): Contribution {
    const { name = '', ...value } = valuesIn(this.#fields, this.#answers);
    const today = new Date().toISOString().slice(0, 10);
    const whole = subject.kind ? { kind: subject.kind, ...value, reviewed: reviewedOn(today) } : value;
    return { subject, name: String(name), value: whole };
  }

  #file(): string | undefined {
    return this.#subject && fileOf(this.#handbook, this.#contribution(this.#subject));
  }

  #source(): string {
    const body = this.#body.trimEnd();
    return this.#subject ? sourceOf(this.#subject, this.#contribution(this.#subject).value, `${body}\n`) : '';
  }

  #problems(): FieldProblem[] {
    return this.#subject
      ? contributionProblems(this.#handbook, this.#contribution(this.#subject), this.#words.name)
      : [];
  }

  /** Updates the source preview, its path, the links and the visible problems. */
  #refresh(): void {
    if (!this.#subject) return;
    const [file, source, problems] = [this.#file(), this.#source(), this.#problems()];
    const byPlace = Map.groupBy(problems, ({ path }) => this.#placeOf(path));
    for (const element of this.querySelectorAll<HTMLElement>('[data-path], [data-part]')) {
      const place = element.dataset['path'] ?? element.dataset['part'] ?? '';
      showProblems(this, place, this.#wasSent || this.#touched.has(place) ? (byPlace.get(place) ?? []) : []);
    }
    this.#showSummary(problems);
    write(this.one('[data-file]'), file ?? this.#words.unnamed);
    write(this.one('[data-source]'), source);
    const next = fillIn(this.#words.nextDownload, {
      folder: (file ?? this.#handbook.layer).replace(/\/[^/]*$/, '/'),
    });
    write(this.one('[data-next]'), next);
    const { repository, branch } = this.#handbook;
    if (repository === undefined) return;
    const path = file ?? `${this.#handbook.layer}/`;
    const { address, isWhole } = newFileAddress({ repository, branch }, path, source);
    const link = this.one<HTMLAnchorElement>('[data-open]');
    link.href = address;
    link.hidden = false;
    this.one('[data-next-open]').hidden = false;
    this.one('[data-long]').hidden = isWhole;
  }

  /** Path of the field that shows the problems of a value: its own, or the nearest one around it. */
  #placeOf(path: readonly PropertyKey[]): string {
    for (let length = path.length; length > 0; length--) {
      const text = formatPath(path.slice(0, length));
      if (this.querySelector(`#${idFor(text)}`)) return text;
    }
    return '';
  }

  /** Shows the number of problems and, after an attempt to submit, a list with a link to each. */
  #showSummary(problems: readonly FieldProblem[]): void {
    const box = this.one('[data-problems]');
    const isShown = this.#wasSent && problems.length > 0;
    write(this.one('[data-state]'), problems.length === 0 ? this.#words.sound : this.#countOf(problems));
    box.hidden = !isShown;
    write(this.one('[data-count]'), isShown ? this.#countOf(problems) : '');
    if (!isShown) return;
    this.one('[data-list]').replaceChildren(
      ...problems.map(({ path, message }) => {
        const place = this.#placeOf(path);
        return made('li', {}, [made('a', { href: `#${idFor(place)}` }, [message])]);
      }),
    );
  }

  #countOf(problems: readonly FieldProblem[]): string {
    const { length: count } = problems;
    const plural = new Intl.PluralRules(document.documentElement.lang).select(count);
    return fillIn(this.#words[`problems_${plural}`] ?? '', { count });
  }

  /** Returns true if there are no problems; otherwise shows all of them and focuses the first field with one. */
  #isValid(): boolean {
    this.#wasSent = true;
    this.#refresh();
    const places = new Set(this.#problems().map(({ path }) => idFor(this.#placeOf(path))));
    if (places.size === 0) return true;
    const wrong = [...this.querySelectorAll<HTMLElement>('[data-path], [data-part]')].filter(({ id }) =>
      places.has(id),
    );
    const more = this.one<HTMLDetailsElement>('[data-more]');
    more.open ||= wrong.some((element) => more.contains(element));
    this.#focus(wrong[0]?.id ?? '');
    return false;
  }

  #focus(id: string): void {
    const element = this.querySelector<HTMLElement>(`#${id || 'none'}`);
    const details = element?.closest('details');
    if (details) details.open = true;
    const control = element?.matches('[data-part]')
      ? element.querySelector<HTMLElement>('[data-path], button')
      : element;
    control?.focus();
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.#source());
      this.say(this.#words.copied);
    } catch {
      getSelection()?.selectAllChildren(this.one('[data-source]'));
      this.say(this.#words.byHand);
    }
  }

  #clear(): void {
    const { at: _at, ...before } = this.device.entries[this.#word] ?? { at: '' };
    const word = this.#word;
    [this.#wasSent] = [false];
    this.#touched.clear();
    this.device.put(word, undefined);
    this.say(this.#words.cleared, () => {
      this.device.put(word, before);
      this.say(this.#words.restored);
    });
  }
}

/** Sets the text only if it differs, so that unchanged text is neither rendered nor announced again. */
function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

customElements.define('contribution-form', ContributionForm);
