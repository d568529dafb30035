import { counted, type Facets, type Found } from '#search/search.ts';
import { make } from './elements.ts';

/** Checkbox of a value of a facet, with the number of pages that have the value. */
interface Choice {
  facet: string;
  value: string;
  label: HTMLElement;
  box: HTMLInputElement;
  count: HTMLElement;
}

/** Groups of checkboxes that narrow the results. */
export class SearchFacets {
  readonly element: HTMLElement = make('div', 'facets');
  readonly #groups: { group: HTMLElement; title: HTMLElement; choices: Choice[] }[];

  /**
   * @param isFolded True if the groups start closed, as on a phone, where they would fill the screen above the first result.
   * @param change Is called when a value is chosen or no longer chosen.
   */
  constructor(facets: Facets, isFolded: boolean, change: () => void) {
    this.#groups = Object.entries(facets).map(([facet, values]) => {
      const title = make(isFolded ? 'summary' : 'legend', '', facet);
      const choices = Object.keys(values).map((value) => makeChoice(facet, value));
      const labels = make('div', '', ...choices.map(({ label }) => label));
      if (isFolded) Object.assign(labels, { role: 'group', ariaLabel: facet });
      return { group: make(isFolded ? 'details' : 'fieldset', '', title, labels), title, choices };
    });
    this.element.append(...this.#groups.map(({ group }) => group));
    this.element.addEventListener('change', change);
    this.show({ filters: counted(facets), totalFilters: counted(facets) });
  }

  /** Values chosen, by facet. */
  get chosen(): Record<string, string[]> {
    const chosen = this.#groups.flatMap(({ choices }) => choices.filter(({ box }) => box.checked));
    const byFacet = Map.groupBy(chosen, ({ facet }) => facet);
    return Object.fromEntries([...byFacet].map(([facet, some]) => [facet, some.map(({ value }) => value)]));
  }

  /** Shows the numbers of pages, and hides values that no page has. */
  show({ filters, totalFilters }: Pick<Found, 'filters' | 'totalFilters'>): void {
    for (const { group, title, choices } of this.#groups) {
      for (const { facet, value, label, box, count } of choices) {
        const pages = (box.checked ? totalFilters : filters)[facet]?.[value] ?? 0;
        count.textContent = String(pages);
        label.hidden = pages === 0 && !box.checked;
      }
      group.hidden = choices.every(({ label }) => label.hidden);
      // Shown beside the title of a closed group.
      title.dataset['chosen'] = String(choices.filter(({ box }) => box.checked).length || '');
    }
  }
}

function makeChoice(facet: string, value: string): Choice {
  const box = Object.assign(make('input'), { type: 'checkbox', name: facet, value });
  const count = make('span', 'count');
  return { facet, value, box, count, label: make('label', '', box, value, count) };
}
