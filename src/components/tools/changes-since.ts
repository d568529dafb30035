import { Device } from './device.ts';

interface Words {
  /** Of the button for the last visit, with {day}. */
  visit: string;
  /** How many pages there is something to say of, for none, one and more, with {count} and {day}. */
  count: [none: string, one: string, more: string];
}

/** Shows what has changed since a day, and remembers on this device when its reader was last here. */
class ChangesSince extends HTMLElement {
  connectedCallback(): void {
    const form = this.querySelector('form');
    if (!form) return;
    form.hidden = false;
    form.addEventListener('submit', (event) => event.preventDefault());
    form.addEventListener('click', ({ target }) => {
      if (!(target instanceof HTMLButtonElement)) return;
      this.#date.value = target.dataset['since'] ?? '';
      this.#show();
    });
    this.#date.addEventListener('input', () => this.#show());
    const last = lastVisit();
    if (last !== undefined) this.#offer(last);
    this.#show();
  }

  get #date(): HTMLInputElement {
    return this.querySelector('input') as HTMLInputElement;
  }

  get #words(): Words {
    return JSON.parse(this.dataset['words'] ?? '');
  }

  #offer(last: string): void {
    const button = this.querySelector<HTMLButtonElement>('[data-visit]');
    if (!button) return;
    button.hidden = false;
    button.dataset['since'] = last;
    button.textContent = this.#words.visit.replace('{day}', written(last));
    this.#say(last);
  }

  #show(): void {
    const since = this.#date.value;
    for (const section of this.querySelectorAll<HTMLElement>('[data-day]')) {
      section.hidden = (section.dataset['day'] ?? '') < since;
    }
    for (const button of this.querySelectorAll<HTMLButtonElement>('button')) {
      button.ariaPressed = String(button.dataset['since'] === since);
    }
    if (since !== '') this.#say(since);
  }

  /** How many pages have changed since a day, shown or not. */
  #say(since: string): void {
    const days = [...this.querySelectorAll<HTMLElement>('[data-day]')].filter(
      ({ dataset }) => (dataset['day'] ?? '') >= since,
    );
    const pages = new Set(
      days.flatMap((day) => [...day.querySelectorAll('li a')].map((link) => link.getAttribute('href'))),
    );
    const said = this.#words.count[Math.min(pages.size, 2)] ?? '';
    const text = said.replace('{count}', String(pages.size)).replace('{day}', written(since));
    this.querySelector('[role="status"]')?.replaceChildren(text);
  }
}

/**
 * The day of the last visit before today's, which is noted for the next time; nothing the first time, and nothing
 * where the browser keeps nothing.
 */
function lastVisit(): string | undefined {
  const device = new Device('changes');
  const { today: seen, before }: Record<string, unknown> = { ...device.entries['visit'] };
  const today = new Date().toISOString().slice(0, 10);
  if (seen === today) return typeof before === 'string' ? before : undefined;
  const last = typeof seen === 'string' ? seen : undefined;
  device.put('visit', { today, ...(last === undefined ? {} : { before: last }) });
  return last;
}

function written(day: string): string {
  return new Date(day).toLocaleDateString(document.documentElement.lang, { dateStyle: 'long', timeZone: 'UTC' });
}

customElements.define('changes-since', ChangesSince);
