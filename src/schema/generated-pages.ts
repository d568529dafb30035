/** Address of the page on the changes of the last year. */
export const CHANGES = '/changes/';

/** Address of the RSS feed of changes. */
export const FEED = '/changes.xml';

/** Id of the page with the form for a new page or entry. */
export const CONTRIBUTE = 'contribute';

/** Address of the page on changes upstream. */
export const DRIFT = '/drift/';

/** Address of the page on the health of the handbook. */
export const HEALTH = '/health/';

/** URL path of the search words, relative to the base path. */
export const SEARCH_WORDS = '/search-words.json';
