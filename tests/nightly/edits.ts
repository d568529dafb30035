import { makeSite, type Site } from '../helpers.ts';

/** A change to the source of a site. */
export interface Edit {
  name: string;
  edit(): void;
  /** The files that show it, each with what it holds afterwards and not before. */
  shown?: [file: string, text: string][];
}

/** The pieces of the search index that hold the text of pages. */
export const INDEX = 'pagefind/fragment';

const front = (title: string, more = '') =>
  `---\nkind: guide\ntitle: ${title}\ndescription: What ${title} is.\nowner: editors\nreviewed: [{day: 2026-01-15, outcome: edited}]\nsources:\n  - source: a-book\nprovenance: editorial\n${more}---\n\n`;

const note = (words: string) => `---\nowner: editors\nreviewed: 2026-01-15\naudience: internal\n---\n\n${words}\n`;

const picture = (size: number) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 99 99"><path d="M0 0h${size}v9z"/></svg>\n`;

/** The same numbers from 0 to 1 each time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A site with something of each kind, and the edits that can be made to it, always the same ones. */
export class Edited {
  private readonly edition: string;
  readonly site: Site = makeSite();
  private readonly random = numbers(7);
  private readonly redirects = new Map([['paths/former', 'paths/first']]);
  private readonly settings = { title: 'Our handbook', contact: 'Ask us.', label: 'To read' };
  /** Pages that nothing leads to, so that they can come and go. */
  private readonly extras: string[] = [];
  private count = 0;

  /** @param edition The audience that the site is built for. */
  constructor(edition: string) {
    this.edition = edition;
    const { site } = this;
    site.write(
      'content/playbook.yaml',
      site.read('content/playbook.yaml').replace('parts:', 'audience: public\nparts:'),
    );
    for (let number = 1; number <= 4; number++) {
      const links = `See [trust](/guides/trust/) and [another](/guides/walk-${(number % 4) + 1}/).`;
      const body = `## A heading\n\nWords.\n\n${links}\n\n![A drawing](./drawing.svg)\n\n:::only[leads]\nNothing yet.\n:::\n`;
      const more = `order: ${number + 2}\naliases: [strolling${number}]\nrelated: [guides/trust]\n`;
      site.write(`org/content/guides/walk-${number}.mdx`, front(`Walk ${number}`, more) + body);
    }
    site.write('org/content/guides/drawing.svg', picture(9));
    for (const audience of ['leads', 'public', 'public']) this.add(audience);
    this.writeSettings();
    this.writeRedirects();
  }

  /** One edit of each kind of input, and the pages that show it. */
  each(): Edit[] {
    const page = (id: string) => `${id}/index.html`;
    const everywhere = [
      'index.html',
      page('guides/trust'),
      page('pillars/people'),
      page('changes'),
      page('contribute'),
    ];
    const on = (files: string[], text: string) => files.map((file): [string, string] => [file, text]);
    const [leaving, going, renamed] = this.extras as [string, string, string];
    return [
      {
        name: 'the title of a page',
        edit: () => this.replace('content/guides/trust.mdx', 'title: Trust', 'title: Xtitle'),
        // Its own page, previous and next, the sidebar, related pages, the search.
        shown: on(
          [page('guides/trust'), page('pillars/people'), page('guides/words'), page('guides/walk-1'), INDEX],
          'Xtitle',
        ),
      },
      {
        name: 'the body of a page',
        edit: () => this.replace('content/pillars/people.mdx', 'Words.', 'Xbody.'),
        shown: on([page('pillars/people'), INDEX], 'Xbody'),
      },
      {
        name: 'a heading of a page',
        edit: () => this.replace('org/content/guides/walk-2.mdx', 'A heading', 'Xheading'),
        shown: on([page('guides/walk-2'), INDEX], 'Xheading'),
      },
      {
        name: 'an alias of a page',
        edit: () => this.replace('org/content/guides/walk-1.mdx', 'strolling1', 'xalias'),
        shown: on([page('guides/walk-1'), INDEX, 'search-words.json'], 'xalias'),
      },
      {
        name: 'an entry of data',
        edit: () => this.replace('content/data/trust/factors.yaml', 'Do you know?', 'Xquestion?'),
        shown: on([page('guides/trust'), INDEX], 'Xquestion'),
      },
      {
        name: 'a term of the glossary',
        edit: () => this.replace('content/data/terms/terms.yaml', 'A plan in time.', 'Xdefinition.'),
        shown: on([page('guides/words'), INDEX], 'Xdefinition'),
      },
      {
        name: 'a setting',
        edit: () => this.writeSettings({ title: 'Xsetting' }),
        shown: on(everywhere, 'Xsetting'),
      },
      {
        name: 'the name of a part',
        edit: () => this.writeSettings({ label: 'Xpart' }),
        shown: on([page('guides/trust'), page('pillars/people'), page('roles/lead')], 'Xpart'),
      },
      {
        name: 'a component',
        edit: () =>
          this.replace(
            'src/components/authoring/TrustFactor.astro',
            '<p class="label soft">',
            '<p class="label soft">Xcomponent ',
          ),
        shown: on([page('guides/trust'), INDEX], 'Xcomponent'),
      },
      {
        name: 'a component of every page',
        edit: () =>
          this.site.write(
            'src/components/starlight/Footer.astro',
            `${this.site.read('src/components/starlight/Footer.astro')}\n<p>Xfooter</p>\n`,
          ),
        shown: on(everywhere, 'Xfooter'),
      },
      {
        name: 'a word of the interface',
        edit: () => this.replace('content/interface/en.yaml', 'askYourself: ', 'askYourself: Xword '),
        shown: on([page('guides/trust')], 'Xword'),
      },
      {
        name: 'a redirect',
        edit: () => this.writeRedirects(['paths/oldest', 'paths/former']),
        shown: [
          [page('paths/oldest'), '/paths/first/'],
          [page('paths/first'), 'paths/oldest'],
        ],
      },
      {
        name: 'a note on a page',
        edit: () => this.site.write('org/notes/guides/trust.mdx', note('Xnote.')),
        shown: on([page('guides/trust'), INDEX], 'Xnote'),
      },
      {
        name: 'a note on an entry of data',
        edit: () => this.site.write('org/notes/data/terms/roadmap.mdx', note('Xdatanote.')),
        shown: on([page('guides/words')], 'Xdatanote'),
      },
      {
        name: 'a page that takes the place of another',
        edit: () =>
          this.site.write(
            'org/content/roles/lead.mdx',
            this.site.read('content/roles/lead.mdx').replace('Words about', 'Xreplaced'),
          ),
        shown: on([page('roles/lead'), INDEX], 'Xreplaced'),
      },
      {
        name: 'the audience of a page',
        edit: () => this.replace(`org/content/${leaving}.mdx`, 'audience: leads', 'audience: internal'),
        shown: this.edition === 'leads' ? [] : on([page(leaving), page('guides/trust'), INDEX], titleOf(leaving)),
      },
      { name: 'a page less', edit: () => this.drop(going) },
      { name: 'another name for a page', edit: () => this.rename(renamed), shown: [[page(renamed), 'guides/extra-']] },
      { name: 'a picture', edit: () => this.site.write('org/content/guides/drawing.svg', picture(33)) },
      {
        name: 'a style',
        edit: () =>
          this.site.write(
            'src/styles/book.css',
            `${this.site.read('src/styles/book.css')}\n.xstyle {\n  color: red;\n}\n`,
          ),
        shown: on(['_astro'], '.xstyle'),
      },
      {
        name: 'a file beside the pages',
        edit: () => this.site.write('public/xfile.txt', 'Xfile\n'),
        shown: on(['xfile.txt'], 'Xfile'),
      },
    ];
  }

  /** Any edit, to a page or to something else. */
  any(): Edit {
    const number = ++this.count;
    const word = `word${number}`;
    const page = `org/content/guides/walk-${1 + this.below(4)}.mdx`;
    const line = (name: string, file: string, pattern: RegExp, text: string): Edit => ({
      name: `${name} in ${file}`,
      edit: () => this.replace(file, pattern, text),
    });
    const extra = this.extras[this.below(this.extras.length)];
    const edits: (() => Edit)[] = [
      () => line('a title', page, /^title: .*/m, `title: Title ${word}`),
      () => line('a description', page, /^description: .*/m, `description: Description ${word}.`),
      () => line('an alias', page, /^aliases: .*/m, `aliases: [alias${word}]`),
      () => line('an order', page, /^order: .*/m, `order: ${1 + this.below(9)}`),
      () => line('related pages', page, /^related: .*/m, `related: [${this.pick(['guides/words', 'pillars/people'])}]`),
      () => line('a body', page, /^See .*/m, `See [${word}](/guides/walk-${1 + this.below(4)}/) and ${word}.`),
      () => line('a heading', page, /^## .*/m, `## Heading ${word}`),
      () => line('a part for few', page, /(?<=:::only\[)\w+/, this.pick(['leads', 'internal', 'public'])),
      () => line('a title', 'content/guides/words.mdx', /^title: .*/m, `title: Title ${word}`),
      () => line('a team', 'content/data/teams/editors.yaml', /^title: .*/m, `title: Editors ${word}`),
      () => line('a source', 'content/data/sources/a-book.yaml', /^title: .*/m, `title: Book ${word}`),
      () => line('a term', 'content/data/terms/terms.yaml', /title: .*/, `title: Term ${word}`),
      () => line('a factor', 'content/data/trust/factors.yaml', /meaning: .*/, `meaning: Meaning ${word}.`),
      () => line('a component', 'src/components/authoring/Glossary.astro', /$/, `\n<p>${word}</p>\n`),
      () => line('a style', 'src/styles/book.css', /$/, `\n.${word} {\n  color: red;\n}\n`),
      () => line('a word of the interface', 'content/interface/en.yaml', /(?<=askYourself: ).*/, `Ask ${word}`),
      () => ({ name: 'a picture', edit: () => this.site.write('org/content/guides/drawing.svg', picture(number)) }),
      () => ({ name: 'the title of the handbook', edit: () => this.writeSettings({ title: `Handbook ${word}` }) }),
      () => ({ name: 'the contact', edit: () => this.writeSettings({ contact: `Ask ${word}.` }) }),
      () => ({ name: 'the name of a part', edit: () => this.writeSettings({ label: `Part ${word}` }) }),
      () => ({ name: 'a note', edit: () => this.site.write('org/notes/guides/trust.mdx', note(`Note ${word}.`)) }),
      () => ({ name: 'a note less', edit: () => this.site.remove('org/notes/guides/trust.mdx') }),
      () => ({
        name: 'a note on data',
        edit: () => this.site.write('org/notes/data/trust/credibility.mdx', note(`Note ${word}.`)),
      }),
      () => ({ name: 'a redirect', edit: () => this.writeRedirects([`guides/old-${number}`, 'guides/trust']) }),
      () => ({ name: 'a page more', edit: () => this.add(this.pick(['leads', 'internal', 'public'])) }),
      ...(extra === undefined
        ? []
        : [
            () => ({ name: `${extra} less`, edit: () => this.drop(extra) }),
            () => ({ name: `another name for ${extra}`, edit: () => this.rename(extra) }),
            () => line('an audience', fileOf(extra), /(?<=^audience: ).*/m, this.pick(['leads', 'internal', 'public'])),
          ]),
    ];
    return this.pick(edits)();
  }

  private add(audience: string): void {
    const id = `guides/extra-${++this.count}`;
    this.extras.push(id);
    this.site.write(fileOf(id), `${front(titleOf(id), `audience: ${audience}\n`)}Text of ${titleOf(id)}.\n`);
  }

  private drop(id: string): void {
    this.extras.splice(this.extras.indexOf(id), 1);
    this.site.remove(fileOf(id));
    for (const [from, to] of this.redirects) if (to === id) this.redirects.set(from, 'guides/trust');
    this.writeRedirects();
  }

  private rename(id: string): void {
    const next = `guides/extra-${++this.count}`;
    this.extras.splice(this.extras.indexOf(id), 1, next);
    this.site.write(fileOf(next), this.site.read(fileOf(id)));
    this.site.remove(fileOf(id));
    this.writeRedirects([id, next]);
  }

  private replace(file: string, what: string | RegExp, by: string): void {
    const before = this.site.read(file);
    if (before.search(what) < 0) throw new Error(`${file} has no ${what}`);
    this.site.write(file, before.replace(what, by));
  }

  private writeSettings(changed: Partial<typeof this.settings> = {}): void {
    const { title, contact, label } = Object.assign(this.settings, changed);
    this.site.write(
      'org/playbook.yaml',
      `title: ${title}\ncontact: ${contact}\naudience: public\nparts:\n  - folder: pillars\n  - folder: guides\n    label: ${label}\n`,
    );
  }

  private writeRedirects(more?: [from: string, to: string]): void {
    if (more) this.redirects.set(...more);
    const lines = [...this.redirects].map(([from, to]) => `${from}: ${to}\n`);
    this.site.write('org/content/redirects.yaml', lines.join(''));
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

const fileOf = (id: string) => `org/content/${id}.mdx`;
const titleOf = (id: string) => id.replace('guides/extra-', 'Visitor ');
