// Must be the first import, since it configures Zod for every schema below.
import './without-eval.ts';
import { type Answers, formatPath, valuesIn, withoutItem } from '#contribute/answers.ts';
import {
  type Contribution,
  contributionProblems,
  type FormContext,
  fileOf,
  type NameWords,
  referable,
} from '#contribute/contribution.ts';
import type { Field, FieldProblem } from '#contribute/form.ts';
import { fieldsFor, foldersFor, reviewedOn, type Subject, sourceOf, subjectOf } from '#contribute/subject.ts';
import type { Entry } from '#formulas/saved-state.ts';
import { fillIn } from '#schema/placeholders.ts';
import { newFileAddress, repositoryLinks } from '#schema/repository-links.ts';
import { copyText, download, ToolElement } from '../shared/tool-element.ts';
import {
  createElement,
  type FieldContext,
  type FieldWords,
  idFor,
  renderField,
  renderOptions,
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

type Text = 'unnamed' | 'sound' | 'copied' | 'byHand' | 'cleared' | 'restored' | 'nextDownload';

interface Given {
  handbook: FormContext;
  words: FieldWords & Record<Text | 'into' | `problems_${string}`, string> & { name: NameWords & { hint: string } };
  /** Names of the page kinds. */
  kinds: Record<string, string>;
  /** Body with which a draft starts, by subject. */
  bodies: Record<string, string>;
}

/** Id of the saved entry that names the open draft. */
const CHOSEN = 'chosen';
const PIECE = /[\s\S]{1,8000}/g;

/**
 * Form for a page or a data entry, rendered from its schema. The id of a saved entry is the subject, such as `guide`.
 */
class ContributionForm extends ToolElement<Draft, Given> {
  #subject: Subject | undefined;
  #word = '';
  #fields: Field[] = [];
  #answers: Answers = {};
  #body = '';
  /** Paths of the fields that show their problems: those left once, and all after an attempt to submit. */
  #touched = new Set<string>();
  #wasSent = false;

  protected override isValid(id: string, { subject, paths, texts, body }: Entry): boolean {
    if (id === CHOSEN) return typeof subject === 'string';
    return [paths, texts, body].every(isTexts) && (paths as string[]).length === (texts as string[]).length;
  }

  protected override start(): void {
    this.on('change', '[data-subject]', ({ value }: HTMLSelectElement) => this.device.put(CHOSEN, { subject: value }));
    this.on('input', '[data-path]', (control: HTMLInputElement) => this.#enter(control));
    this.on('input', '[data-body]', ({ value }: HTMLTextAreaElement) => {
      this.#body = value;
      this.#save();
    });
    this.on('focusout', '[data-path], [data-part]', (element, event) => this.#leave(element, event));
    this.on('click', '[data-add]', ({ dataset }) => this.#add(dataset['add'] ?? ''));
    this.on('click', '[data-remove]', ({ dataset }) => this.#remove(dataset['remove'] ?? '', Number(dataset['index'])));
    this.on('click', '[data-copy]', () => this.#copy());
    this.on('click', '[data-clear]', () => this.#clear());
    this.on('click', '[data-problems] a', (link: HTMLAnchorElement, event) => {
      event.preventDefault();
      this.#focus(link.hash.slice(1));
    });
    this.on('click', '[data-open]', (_link, event) => {
      if (!this.#submit()) event.preventDefault();
    });
    this.on('submit', 'form', (_form, event) => {
      event.preventDefault();
      const file = this.#file;
      if (!this.#submit() || file === undefined) return;
      const type = file.endsWith('.mdx') ? 'text/markdown' : 'application/yaml';
      download(file.replace(/^.*\//, ''), type, this.#source);
    });
  }

  protected override show(): void {
    const word = String(this.device.entries[CHOSEN]?.['subject'] ?? '');
    const { paths = [], texts = [], body } = this.fieldsOf(word);
    const answers = Object.fromEntries(paths.map((path, index) => [path, texts[index] ?? '']));
    const text = body?.join('') || (this.given.bodies[word] ?? '');
    const isOther = word !== this.#word;
    const isChanged = isOther || text !== this.#body || JSON.stringify(answers) !== JSON.stringify(this.#answers);
    [this.#word, this.#answers, this.#body] = [word, answers, text];
    if (isOther) this.#forgetAttempts();
    if (isChanged) this.#render();
    this.#refresh();
  }

  /** Renders the whole form from the current draft. */
  #render(): void {
    this.#subject = this.given.handbook.subjects.includes(this.#word) ? subjectOf(this.#word) : undefined;
    this.one<HTMLSelectElement>('[data-subject]').value = this.#subject ? this.#word : '';
    this.one('[data-whole]').hidden = !this.#subject;
    this.#fields = this.#subject ? this.#fieldsOf(this.#placed(this.#subject, this.#answers['folder'])) : [];
    for (const [selector, isRequired] of Object.entries({ '[data-needed]': true, '[data-optional]': false })) {
      const fields = this.#fields.filter(({ required }) => required === isRequired);
      const elements = fields.map((field) => renderField(field, field.name, this.#fieldContext));
      this.one(selector).replaceChildren(...elements);
    }
    this.one('[data-text]').hidden = !this.#subject?.kind;
    this.one<HTMLTextAreaElement>('[data-body]').value = this.#body;
  }

  /**
   * Fields of the schema without `reviewed`, which is set automatically, and with the folder, where there are several,
   * and the file name, which no schema has.
   */
  #fieldsOf(subject: Subject): Field[] {
    const fields = fieldsFor(subject).filter(({ name }) => name !== 'reviewed');
    const title = fields.find(({ name }) => name === 'title') as Field;
    const named: Field = { ...title, name: 'name', sentence: this.words.name.hint, required: false };
    const { audiences: choices, folders } = this.given.handbook;
    const fitting = subject.kind ? foldersFor(subject.kind, folders) : [];
    const folder: Field = { ...named, name: 'folder', sentence: this.words.into, form: 'choice', choices: fitting };
    return [
      ...fields.map((field) => (field.name === 'audience' ? { ...field, form: 'choice' as const, choices } : field)),
      ...(fitting.length > 1 ? [folder] : []),
      named,
    ];
  }

  get #fieldContext(): FieldContext {
    const { handbook, kinds } = this.given;
    const answers = this.#answers;
    return { answers, words: this.words, kinds, referable: (to) => referable(handbook, to, answers['audience']) };
  }

  #enter(control: HTMLInputElement): void {
    const path = control.dataset['path'] ?? '';
    this.#answers = { ...this.#answers, [path]: control.value };
    this.#save();
    if (path === 'audience') this.#renderReferences();
    if (path === 'folder') this.#render();
  }

  /** Renders the options of references anew, which depend on the audience. */
  #renderReferences(): void {
    for (const select of this.all<HTMLSelectElement>('select[data-references]')) {
      const { references = '' } = select.dataset;
      renderOptions(select, { references, choices: [] }, select.value, this.#fieldContext);
    }
  }

  #leave(element: HTMLElement, { relatedTarget }: FocusEvent): void {
    this.#touched.add(element.dataset['path'] ?? '');
    for (const part of this.all('[data-part]')) {
      const isLeft = part.contains(element) && !part.contains(relatedTarget as Node | null);
      if (isLeft) this.#touched.add(part.dataset['part'] ?? '');
    }
    this.#refresh();
  }

  #add(path: string): void {
    const count = this.all(`#${idFor(path)} > ol > li`).length;
    // Includes items that are shown but not answered yet.
    const items = Array.from({ length: count + 1 }, (_, index) => `${path}[${index}]`);
    this.#answers = { ...this.#answers, ...Object.fromEntries(items.map((item) => [item, this.#answers[item] ?? ''])) };
    this.#renderAgain();
    this.all(`#${idFor(path)} > ol > li:last-child [data-path]`)[0]?.focus();
  }

  #remove(path: string, index: number): void {
    this.#answers = withoutItem(path, index, this.#answers);
    for (const left of [...this.#touched]) if (left.startsWith(`${path}[`)) this.#touched.delete(left);
    this.#renderAgain();
    this.all(`#${idFor(path)} [data-add]:last-of-type`)[0]?.focus();
  }

  #renderAgain(): void {
    this.#save();
    this.#render();
    this.#refresh();
  }

  #save(): void {
    const isOwn = this.#body !== (this.given.bodies[this.#word] ?? '');
    this.device.put(this.#word, {
      paths: Object.keys(this.#answers),
      texts: Object.values(this.#answers),
      body: isOwn ? (this.#body.match(PIECE) ?? []) : [],
    });
  }

  #contribution(subject: Subject): Contribution {
    const { name = '', folder, ...value } = valuesIn(this.#fields, this.#answers);
    const today = new Date().toISOString().slice(0, 10);
    const whole = subject.kind ? { kind: subject.kind, ...value, reviewed: reviewedOn(today) } : value;
    return { subject: this.#placed(subject, folder), name: String(name), value: whole };
  }

  /** Returns a page with its folder, the first that fits if none is chosen, and with what the settings give it there. */
  #placed(subject: Subject, chosen: unknown): Subject {
    if (subject.data) return subject;
    const { folders, given } = this.given.handbook;
    const folder = String(chosen || foldersFor(subject.kind, folders)[0]);
    return { ...subject, folder, ...(given ? { given: given[folder] ?? {} } : {}) };
  }

  /** Path of the new file; undefined while it has no name. */
  get #file(): string | undefined {
    return this.#subject && fileOf(this.given.handbook, this.#contribution(this.#subject));
  }

  get #source(): string {
    const body = `${this.#body.trimEnd()}\n`;
    return this.#subject ? sourceOf(this.#subject, this.#contribution(this.#subject).value, body) : '';
  }

  get #problems(): FieldProblem[] {
    if (!this.#subject) return [];
    return contributionProblems(this.given.handbook, this.#contribution(this.#subject), this.words.name);
  }

  /** Updates the source preview, its path, the links and the visible problems. */
  #refresh(): void {
    if (!this.#subject) return;
    const [file, source, problems] = [this.#file, this.#source, this.#problems];
    const { repository, layer } = this.given.handbook;
    const byPlace = Map.groupBy(problems, ({ path }) => this.#placeOf(path));
    for (const { dataset } of this.all('[data-path], [data-part]')) {
      const place = dataset['path'] ?? dataset['part'] ?? '';
      showProblems(this, place, this.#wasSent || this.#touched.has(place) ? (byPlace.get(place) ?? []) : []);
    }
    this.#showSummary(problems);
    this.write('[data-file]', file ?? this.words.unnamed);
    this.write('[data-source]', source);
    const folder = (file ?? layer).replace(/\/[^/]*$/, '/');
    this.write('[data-next]', fillIn(this.words.nextDownload, { folder }));
    if (repository === undefined) return;
    const form = newFileAddress(repository, file ?? `${layer}/`, source);
    const link = this.one<HTMLAnchorElement>(form ? '[data-open]' : '[data-folder]');
    link.href = form?.address ?? repositoryLinks(repository).folder(folder.replace(/\/$/, '')) ?? repository.address;
    link.hidden = false;
    this.one('[data-next-open]').hidden = !form;
    this.one('[data-long]').hidden = form?.isWhole ?? true;
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
    const isShown = this.#wasSent && problems.length > 0;
    this.write('[data-state]', problems.length === 0 ? this.words.sound : this.#countOf(problems));
    this.one('[data-problems]').hidden = !isShown;
    this.write('[data-count]', isShown ? this.#countOf(problems) : '');
    if (!isShown) return;
    const items = problems.map(({ path, message }) =>
      createElement('li', {}, [createElement('a', { href: `#${idFor(this.#placeOf(path))}` }, [message])]),
    );
    this.one('[data-list]').replaceChildren(...items);
  }

  #countOf(problems: readonly FieldProblem[]): string {
    const { length: count } = problems;
    const plural = new Intl.PluralRules(document.documentElement.lang).select(count);
    return fillIn(this.words[`problems_${plural}`] ?? '', { count });
  }

  /** Returns true if there are no problems; otherwise shows all of them and focuses the first field with one. */
  #submit(): boolean {
    this.#wasSent = true;
    this.#refresh();
    const ids = new Set(this.#problems.map(({ path }) => idFor(this.#placeOf(path))));
    if (ids.size === 0) return true;
    const invalid = this.all('[data-path], [data-part]').filter(({ id }) => ids.has(id));
    const more = this.one<HTMLDetailsElement>('[data-more]');
    more.open ||= invalid.some((element) => more.contains(element));
    this.#focus(invalid[0]?.id ?? '');
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
    const isCopied = await copyText(this.#source);
    if (!isCopied) getSelection()?.selectAllChildren(this.one('[data-source]'));
    this.say(isCopied ? this.words.copied : this.words.byHand);
  }

  #clear(): void {
    this.#forgetAttempts();
    this.changeWithUndo(this.#word, undefined, this.words.cleared, this.words.restored);
  }

  /** Hides the problems until a field is left or the form is submitted. */
  #forgetAttempts(): void {
    this.#touched.clear();
    this.#wasSent = false;
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

customElements.define('contribution-form', ContributionForm);
