import { fillIn } from '#schema/placeholders.ts';
import { Device } from '../shared/device.ts';

/** Strings: `visit` labels the button for the last visit, and the forms of `count` give the number of changed pages. */
type Words = Record<'visit' | 'damaged', string> & Record<string, string>;

/** Filters changes by day, and stores the day of the reader's last visit on this device. */
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
    const device = new Device('changes');
    if (device.trouble === 'damaged') this.querySelector('[data-trouble]')?.append(this.#words.damaged);
    const last = lastVisit(device);
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
    button.textContent = fillIn(this.#words.visit, { day: formatDay(last) });
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

  /** Announces the number of pages changed since a day, collapsed ones included. */
  #say(since: string): void {
    const days = [...this.querySelectorAll<HTMLElement>('[data-day]')].filter(
      ({ dataset }) => (dataset['day'] ?? '') >= since,
    );
    const pages = new Set(
      days.flatMap((day) => [...day.querySelectorAll('li a')].map((link) => link.getAttribute('href'))),
    );
    const plural = new Intl.PluralRules(document.documentElement.lang).select(pages.size);
    const none = pages.size === 0 ? this.#words['count_zero'] : undefined;
    const text = fillIn(none ?? this.#words[`count_${plural}`] ?? '', { count: pages.size, day: formatDay(since) });
    this.querySelector('[role="status"]')?.replaceChildren(text);
  }
}

/**
 * Returns the day of the last visit before today and records today's. Undefined on the first visit, and where the
 * browser stores nothing.
 */
function lastVisit(device: Device): string | undefined {
  const { today: seen, before }: Record<string, unknown> = { ...device.entries['visit'] };
  const today = new Date().toISOString().slice(0, 10);
  if (seen === today) return typeof before === 'string' ? before : undefined;
  const last = typeof seen === 'string' ? seen : undefined;
  device.put('visit', { today, ...(last === undefined ? {} : { before: last }) });
  return last;
}

function formatDay(day: string): string {
  return new Date(day).toLocaleDateString(document.documentElement.lang, { dateStyle: 'long', timeZone: 'UTC' });
}

customElements.define('changes-since', ChangesSince);
