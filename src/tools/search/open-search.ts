import type { Facets } from '#search/search.ts';
// Imported as a URL, because imported styles are loaded with every page, even those of lazily loaded modules.
import styles from './search.css?url';
import type { SearchData, SearchDialog } from './search-dialog.ts';

let loading: Promise<SearchDialog> | undefined;

/**
 * Opens the search dialog of a host element. Its code, styles and data are loaded on first use.
 * @param typed Query to run at once.
 */
export async function openSearch(host: HTMLElement, typed?: string): Promise<void> {
  loading ??= load(host);
  try {
    (await loading).open(typed);
    announce(host, '');
  } catch {
    loading = undefined; // The next attempt loads again.
    announce(host, host.dataset[navigator.onLine ? 'failed' : 'offline'] ?? '');
  }
}

async function load(host: HTMLElement): Promise<SearchDialog> {
  const [{ SearchDialog }, data, facets] = await Promise.all([
    import('./search-dialog.ts'),
    fetchJson<SearchData>(host.dataset['words'] ?? ''),
    fetchJson<Facets>(host.dataset['facets'] ?? ''),
    loadStyles(),
  ]);
  return new SearchDialog(host, data, facets);
}

async function fetchJson<T>(address: string): Promise<T> {
  const found = await fetch(address);
  if (!found.ok) throw new Error(`There is no ${address}`);
  return found.json();
}

/** Loads the styles of the dialog. */
function loadStyles(): Promise<unknown> {
  return new Promise((onload, onerror) => {
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: styles, onload, onerror });
    document.head.append(link);
  });
}

function announce(host: HTMLElement, message: string): void {
  let status = host.querySelector<HTMLElement>('[role=status]');
  if (!status) {
    status = document.createElement('p');
    status.setAttribute('role', 'status');
    host.append(status);
  }
  status.textContent = message;
}
