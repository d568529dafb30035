import { type Answers, itemCount, joinPath } from '#contribute/answers.ts';
import type { KnownEntry } from '#contribute/contribution.ts';
import type { Field, FieldProblem } from '#contribute/form.ts';
import { fillIn } from '#schema/placeholders.ts';

/** Interface strings of the fields, passed by the page. */
export type FieldWords = Record<'choose' | 'none' | 'add' | 'addTo' | 'remove' | 'removeFrom' | 'yaml', string>;

/** Context for rendering fields. */
export interface FieldContext {
  answers: Answers;
  words: FieldWords;
  /** Names of the page kinds, which group the options of references. */
  kinds: Readonly<Record<string, string>>;
  /** Returns the pages or entries that a field may refer to, by reference target. */
  referable(to: string): KnownEntry[];
}

/** Label of a field: its key as words, so that a message which names the key is understood. */
export function labelOf({ name }: Pick<Field, 'name'>): string {
  const label = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return label.charAt(0).toUpperCase() + label.slice(1);
}

/** Element id of a field, by its path. */
export function idFor(path: string): string {
  return `field-${path.replace(/[^a-z0-9]+/gi, '-').replace(/-$/, '')}`;
}

/** Renders a field. Controls have `data-path`, lists and groups `data-part`; each has an element for its problems. */
export function renderField(field: Field, path: string, context: FieldContext, label = labelOf(field)): HTMLElement {
  if (field.form === 'group') return renderGroup(field, path, context, label);
  if (field.form === 'list') return renderList(field, path, context, label);
  const id = idFor(path);
  const control = controlFor(field, path, context);
  control.id = id;
  control.dataset['path'] = path;
  control.setAttribute('aria-describedby', `${id}-hint ${id}-wrong`);
  if (field.required) control.setAttribute('aria-required', 'true');
  const hint = field.form === 'other' ? `${field.sentence} ${context.words.yaml}` : field.sentence;
  const isEmpty = field.references !== undefined && context.referable(field.references).length === 0;
  return createElement('div', { class: 'field' }, [
    createElement('label', { class: 'name', for: id }, [label]),
    createElement('p', { class: 'hint', id: `${id}-hint` }, [isEmpty ? `${hint} ${context.words.none}` : hint]),
    control,
    problemElement(id),
  ]);
}

/** Renders the problems of a field, or clears them. */
export function showProblems(form: HTMLElement, path: string, problems: readonly FieldProblem[]): void {
  const id = idFor(path);
  const place = form.querySelector(`#${id}-wrong`);
  const text = problems.map(({ message, fix }) => `${message}  ${fix}`).join('');
  // Most fields do not change on a keystroke, and rendering all of them again would be noticeable.
  if (place?.textContent === text) return;
  const lines = problems.map(({ message, fix }) =>
    createElement('span', {}, [createElement('b', {}, [message]), `  ${fix}`]),
  );
  place?.replaceChildren(...lines);
  const control = form.querySelector(`#${id}[data-path]`);
  if (problems.length > 0) control?.setAttribute('aria-invalid', 'true');
  else control?.removeAttribute('aria-invalid');
}

/** Renders the options of a select anew. The chosen value stays, even if it is no longer an option. */
export function renderOptions(
  select: HTMLSelectElement,
  field: Pick<Field, 'references' | 'choices'>,
  chosen: string,
  context: FieldContext,
): void {
  const option = (value: string, text: string) => createElement('option', { value }, [text]);
  const choices = field.references === undefined ? [] : context.referable(field.references);
  const isUnknown = chosen !== '' && ![...field.choices, ...choices.map(({ id }) => id)].includes(chosen);
  const byKind = Map.groupBy(choices, ({ of }) => of);
  const toOptions = (known: readonly KnownEntry[]) =>
    [...known]
      .sort((a, b) => a.title.localeCompare(b.title, document.documentElement.lang))
      .map(({ id, title }) => option(id, `${title} (${id})`));
  select.replaceChildren(
    option('', context.words.choose),
    ...(isUnknown ? [option(chosen, chosen)] : []),
    ...field.choices.map((choice) => option(choice, choice)),
    ...(byKind.size === 1
      ? toOptions(choices)
      : [...byKind].map(([kind, known]) =>
          createElement('optgroup', { label: context.kinds[kind] ?? kind }, toOptions(known)),
        )),
  );
  select.value = chosen;
}

function controlFor(field: Field, path: string, context: FieldContext): HTMLElement {
  const answer = context.answers[path] ?? '';
  if (field.form === 'choice' || field.references !== undefined) {
    const select = createElement(
      'select',
      field.references === undefined ? {} : { 'data-references': field.references },
    );
    renderOptions(select, field, answer, context);
    return select;
  }
  if (field.form === 'number')
    return Object.assign(createElement('input', { type: 'text', inputmode: 'numeric' }), { value: answer });
  const rows = field.form === 'other' ? '3' : '1';
  return Object.assign(createElement('textarea', { rows, maxlength: '10000' }), { value: answer });
}

function renderGroup(field: Field, path: string, context: FieldContext, label: string): HTMLElement {
  const fields = field.fields.map((inner) => renderField(inner, joinPath(path, inner.name), context));
  return fieldset(field, path, label, fields);
}

function renderList(field: Field, path: string, context: FieldContext, label: string): HTMLElement {
  const { item } = field;
  const { add, addTo, remove, removeFrom } = context.words;
  // A required list starts with one empty item, even where the list may be empty.
  const count = Math.max(itemCount(field, path, context.answers), field.required ? 1 : 0);
  const items = Array.from({ length: count }, (_, index) => {
    const name = `${label} ${index + 1}`;
    const attributes = { class: 'quiet', 'data-remove': path, 'data-index': String(index) };
    const button = renderButton(attributes, remove, fillIn(removeFrom, { label: name }));
    if (!item) return createElement('li', {}, [button]);
    // A plain item has the same hint as its list, so it is not repeated.
    const inner = item.form === 'group' ? item : { ...item, sentence: '' };
    return createElement('li', {}, [renderField(inner, `${path}[${index}]`, context, name), button]);
  });
  const button = renderButton({ 'data-add': path }, add, fillIn(addTo, { label }));
  return fieldset(field, path, label, [
    createElement('ol', {}, items),
    createElement('div', { class: 'actions' }, [button]),
  ]);
}

/** Renders the frame of a group or a list. */
function fieldset(field: Field, path: string, label: string, content: readonly Node[]): HTMLElement {
  const id = idFor(path);
  return createElement('fieldset', { id, 'data-part': path, 'aria-describedby': `${id}-hint ${id}-wrong` }, [
    createElement('legend', {}, [label]),
    createElement('p', { class: 'hint', id: `${id}-hint` }, [field.sentence]),
    ...content,
    problemElement(id),
  ]);
}

function renderButton(attributes: Readonly<Record<string, string>>, text: string, label: string): HTMLElement {
  return createElement('button', { type: 'button', ...attributes, 'aria-label': label }, [text]);
}

function problemElement(id: string): HTMLElement {
  return createElement('p', { class: 'wrong', id: `${id}-wrong` });
}

/** Creates an element with attributes and content. */
export function createElement<N extends keyof HTMLElementTagNameMap>(
  name: N,
  attributes: Readonly<Record<string, string>> = {},
  content: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[N] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...content);
  return element;
}
