import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeSite, runIn, type Site } from '../helpers.ts';

/** A word for each place in which content can stand, found nowhere else. */
const canaries = {
  address: 'guides/qzaddress',
  title: 'Qztitle words',
  description: 'qzdescription',
  alias: 'qzalias',
  body: 'qzbody',
  heading: 'qzheading',
  alternative: 'qzalternative',
  image: 'qzimage',
  linkText: 'qzlinktext',
  codeBlock: 'qzcodeblock',
  asideTitle: 'qzasidetitle',
  part: 'qzpart',
  partHeading: 'qzparthead',
  related: 'qzrelated',
  dataTitle: 'Qzterm words',
  dataField: 'qzdefinition',
  dataId: 'qzdataid',
  source: 'qzsource',
  redirect: 'qzredirect',
  imageBytes: 'qzbytes',
  noteTitle: 'Qznote words',
  note: 'qznotebody',
  noteLink: 'qznotelink',
  notePart: 'qznotepart',
  dataNote: 'qzdatanote',
  dataNotePart: 'qzdatapart',
};

const DRAWING =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><desc>qzbytes</desc><path d="M0 0h9v9z"/></svg>';

/** The look of an organisation, and where it lives. */
const OURS = `logo:
  light: org/logo.svg
  dark: org/logo-dark.svg
icon: org/logo.svg
contact: ask.us@example.com
colours:
  light:
    accent: '#0b5394'
site:
  public: https://open.example.com

parts: [roles, { folder: guides, label: To read }]
owners:
  roles: our-people
`;

const importOf = (name: string) => `import ${name} from '#components/${name}.astro';`;

const REDIRECTS = 'guides/qzredirect: guides/qzaddress\nguides/opened: guides/open\n';

let site: Site;
const build = (...args: string[]) => runIn(site.folder, process.execPath, ['scripts/build.ts', ...args]);

const head = (title: string, more: string) =>
  `---\nkind: guide\ntitle: ${title}\ndescription: What ${title} is.\nowner: editors\nreviewed: [{day: 2026-01-15, outcome: edited}]\nsources:\n  - source: a-book\nprovenance: editorial\n${more}---\n\n`;

const slip = (place: string, body: string, more = '') =>
  `${head(`A slip in ${place}`, `audience: public\n${more}`)}${body}\n`;

/** A marked word in each place in which content can stand, on pages that everybody reads. */
const slips: Record<string, string> = {
  'org/content/guides/slip-title.mdx': head('A qzpart', 'audience: public\n'),
  'org/content/guides/slip-alias.mdx': slip('an alias', 'Words.', 'aliases: [qzpart]\n'),
  'org/content/guides/slip-body.mdx': slip('the body', 'Somebody writes of qzpart here.'),
  'org/content/guides/slip-alternative.mdx': slip('a picture in words', '![A qzpart](./qzimage.png)'),
  'org/content/guides/slip-link.mdx': slip('a link', '[The qzpart](/guides/words/)'),
  'org/content/guides/slip-code.mdx': slip('code', '```js\nconst qzpart = 1;\n```'),
  'org/content/guides/slip-aside.mdx': slip('an aside', ':::note[A qzpart]\nWords.\n:::'),
  'org/content/guides/slip-component.mdx': slip('a component', `${importOf('Comparison')}\n\n<Comparison id="slip" />`),
  'org/content/data/comparisons/slip.yaml':
    'title: A slip\nsides: [One, Other]\nrows:\n  - dimension: What\n    values: [A, B]\ntakeaway: A qzpart.\naudience: public\n',
  'org/content/guides/slip-picture.mdx': slip('a drawing', '![A drawing](./slip.svg)'),
  'org/content/guides/slip.svg': DRAWING.replace('qzbytes', 'qzpart'),
  'org/content/data/terms/slip.yaml': 'title: Slip\ndefinition: A qzpart.\naudience: public\n',
  'org/content/redirects.yaml': `${REDIRECTS}guides/qzpart-before: guides/open\n`,
  'public/slip.html': '<title>A slip</title>\n<button onclick="go()">Go</button>\n',
};

beforeAll(async () => {
  site = makeSite();
  site.write('content/playbook.yaml', site.read('content/playbook.yaml').replace('parts:', 'audience: public\nparts:'));
  const secret = head('Qztitle words', 'audience: leads\naliases: [qzalias]\nrelated: [guides/qzrelated]\n')
    .replace('What Qztitle words is.', 'It is qzdescription.')
    .replace('  - source: a-book\n', '  - source: a-book\n  - source: qzsource\n');
  site.write(
    'org/content/guides/qzaddress.mdx',
    `${secret}${importOf('CompareSeats')}\n\nWords qzbody.\n\n## The qzheading\n\n![It shows qzalternative](./qzimage.png)\n\n![It shows more](./drawing.svg)\n\n[The qzlinktext](/guides/words/)\n\n\`\`\`js\nconst qzcodeblock = 1;\n\`\`\`\n\n:::note[Qzasidetitle]\nWords.\n:::\n\n<CompareSeats />\n`,
  );
  site.write(
    'org/content/guides/qzrelated.mdx',
    `${head('Qzrelated words', '')}It names no audience, so it is for the narrowest.\n`,
  );
  site.write(
    'org/content/guides/open.mdx',
    `${head('An open page', 'audience: public\nrelated: [guides/qzaddress?]\n')}Everybody reads this, and [the rest of it](/guides/qzaddress/?).\n\n:::only[internal]\nThe qzpart.\n\n## A qzparthead\n\nSee [more](/guides/unwanted/) of [Fridays](/rituals/friday/).\n:::\n\nAnd this.\n`,
  );
  site.write(
    'org/content/data/terms/ours.yaml',
    '- id: qzdataid\n  title: Qzterm words\n  definition: The qzdefinition.\n  audience: internal\n- id: ours\n  title: Our word\n  definition: What we mean.\n  audience: public\n',
  );
  site.write(
    'org/content/data/sources/qzsource.yaml',
    'title: The qzsource\nauthor: A writer\nyear: 2001\ntype: book\nnote: Everything.\n',
  );
  site.write('org/content/redirects.yaml', REDIRECTS);
  const logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="9"/></svg>';
  site.write('org/logo.svg', logo);
  site.write('org/logo-dark.svg', logo.replace('9', '8'));
  site.write(
    'org/content/data/teams/our-people.yaml',
    'title: Our people team\npurpose: Looks after seats.\naudience: public\n',
  );
  site.write('content/rituals/monday.mdx', `${head('Monday', '')}Words.\n`);
  site.write(
    'content/rituals/friday.mdx',
    `${head('Friday', 'related: [rituals/monday]\n')}See [Monday](/rituals/monday/).\n`,
  );
  site.write(
    'content/playbook.yaml',
    site.read('content/playbook.yaml').replace('parts:\n', 'parts:\n  - folder: rituals\n    label: Rituals\n'),
  );
  const note = (audience: string, title: string, words: string) =>
    `---\nowner: editors\nreviewed: 2026-01-15\naudience: ${audience}\n${title}---\n\n${words}\n`;
  site.write(
    'org/notes/guides/trust.mdx',
    note('leads', 'title: Qznote words\n', 'A qznotebody with [qznotelink](/guides/qzaddress/).'),
  );
  site.write(
    'org/notes/guides/words.mdx',
    note(
      'public',
      '',
      'Ask **us** for a word, or [the rest](/guides/qzaddress/?).\n\n:::only[leads]\nThe qznotepart.\n:::',
    ),
  );
  site.write('org/notes/pillars/people.mdx', note('public', 'title: Only here\n', ':::only[internal]\nFor us.\n:::'));
  site.write(
    'org/notes/data/terms/roadmap.mdx',
    note('internal', '', 'The qzdatanote.\n\n:::only[leads]\nThe qzdatapart.\n:::'),
  );
  site.write('org/notes/data/trust/credibility.mdx', note('public', '', '- See [people](/pillars/people/).'));
  site.write('content/guides/unwanted.mdx', `${head('Unwanted', '')}Words.\n`);
  site.write(
    'org/playbook.yaml',
    'restrictedTerms:\n  internal: [qzpart, qzparthead]\nhidden: [guides/unwanted, rituals]\ntitles:\n  roles/lead: Anchor of the team\n' +
      OURS,
  );
  writeFileSync(join(site.folder, 'org/content/guides/drawing.svg'), DRAWING);
  const image = await sharp({ create: { width: 24, height: 24, channels: 3, background: '#c03' } })
    .png()
    .toBuffer();
  writeFileSync(join(site.folder, 'org/content/guides/qzimage.png'), image);
  const results = [
    await build('--edition', 'public'),
    await build('--edition', 'internal'),
    await build('--edition', 'leads'),
  ];
  for (const { code, output } of results) expect(code, output).toBe(0);
}, 300_000);
afterAll(() => site.remove('.'));

/** Every file of an edition by its path, as text, unpacked where it is packed. */
function outputOf(folder: string): string {
  const root = join(site.folder, folder);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      const text = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
      return `${join(entry.parentPath, entry.name)}\n${text.toString('latin1')}`;
    })
    .join('\n')
    .toLowerCase();
}

const page = (folder: string, path: string) => readFileSync(join(site.folder, folder, path), 'utf8');

describe('an edition', () => {
  // Of what stands in a part of an open page, and of a term, people inside may read.
  const inside = ['part', 'partHeading', 'dataTitle', 'dataField', 'dataId', 'dataNote'];

  test.each(Object.entries(canaries))('shows or leaves out the %s as a whole', (place, word) => {
    const [all, internal, open] = ['dist.leads', 'dist.internal', 'dist.public'].map((folder) =>
      outputOf(folder).includes(word.toLowerCase()),
    );
    expect({ all, internal, open }).toEqual({ all: true, internal: inside.includes(place), open: false });
  });

  test('has the same bytes under the same name wherever caches may keep them for good', () => {
    const folders = ['_astro', 'pagefind/fragment', 'pagefind/index', 'pagefind/filter'];
    const names = folders.flatMap((folder) =>
      readdirSync(join(site.folder, 'dist.leads', folder)).map((name) => `${folder}/${name}`),
    );
    const bytes = (edition: string, name: string) => readFileSync(join(site.folder, edition, name));
    const both = names.filter((name) => existsSync(join(site.folder, 'dist.public', name)));
    expect(both.length).toBeGreaterThan(10);
    expect(both.filter((name) => !bytes('dist.leads', name).equals(bytes('dist.public', name)))).toEqual([]);
    expect(both.length).toBeLessThan(names.length);
  });

  test('says in its headers who may keep it: any cache what everybody may read, else the reader alone', () => {
    const headers = (edition: string) => readFileSync(join(site.folder, edition, '_headers'), 'utf8');
    expect(headers('dist.public')).toContain('  Cache-Control: public, max-age=31536000, immutable\n');
    expect(headers('dist.leads')).toContain('  Cache-Control: private, max-age=31536000, immutable\n');
    expect(readFileSync(join(site.folder, 'dist.public.nginx.conf'), 'utf8')).toContain('"public, no-cache"');
    expect(readFileSync(join(site.folder, 'dist.internal.nginx.conf'), 'utf8')).toContain('"private, no-cache"');
  });

  test('carries no script of a component that only a withheld page uses', () => {
    expect(outputOf('dist.leads')).toContain('compare-seats');
    expect(outputOf('dist.public')).not.toContain('compare-seats');
  });

  test('keeps the words around what it leaves out', () => {
    const page = readFileSync(join(site.folder, 'dist.public/guides/open/index.html'), 'utf8');
    expect(page).toContain('Everybody reads this, and the rest of it.');
    expect(page).toContain('And this.');
    expect(readFileSync(join(site.folder, 'dist.leads/guides/open/index.html'), 'utf8')).toContain(
      'href="/guides/qzaddress/"',
    );
  });

  test('shows a note with its page and with its entry, and nothing of one that has no words left', () => {
    const page = (folder: string, path: string) => readFileSync(join(site.folder, folder, path, 'index.html'), 'utf8');
    const words = page('dist.public', 'guides/words');
    expect(words).toMatch(/role="note" aria-label="Here"[\s\S]*Ask <strong>us<\/strong> for a word, or the rest\./);
    expect(words).toMatch(/Added by The editors, last reviewed <time datetime="2026-01-15"/);
    expect(page('dist.public', 'guides/trust')).toMatch(
      /role="note"[\s\S]*<li>See <a href="\/pillars\/people\/">people<\/a>/,
    );
    expect(page('dist.public', 'pillars/people')).not.toMatch(/role="note"|Only here/);
    expect(page('dist.internal', 'pillars/people')).toMatch(/aria-label="Only here"[\s\S]*For us\./);
    expect(page('dist.leads', 'guides/trust')).toMatch(/aria-label="Qznote words"/);
    expect(outputOf('dist.public')).not.toContain('org/notes');
  });

  test('has no page that the organisation hides, and of links to it the words', () => {
    expect(existsSync(join(site.folder, 'dist.leads/guides/unwanted'))).toBe(false);
    const page = readFileSync(join(site.folder, 'dist.leads/guides/open/index.html'), 'utf8');
    expect(page).toContain('See more of Fridays.');
    expect(outputOf('dist.leads')).not.toMatch(/guides\/unwanted|rituals/);
  });

  test('calls a seat as the organisation calls it, everywhere, and finds it by its old name', () => {
    const role = readFileSync(join(site.folder, 'dist.leads/roles/lead/index.html'), 'utf8');
    expect(role).toMatch(/<h1[^>]*>Anchor of the team<\/h1>/);
    expect(role).toMatch(/<title>Anchor of the team /);
    expect(role).toContain('data-pagefind-meta="aliases[content]" content="Lead"');
    const path = readFileSync(join(site.folder, 'dist.leads/paths/first/index.html'), 'utf8');
    expect(path).toMatch(/<a href="\/roles\/lead\/"[^>]*>Anchor of the team<\/a>/);
  });

  test('leads from the old address of a page that it shows to the new one', () => {
    for (const [folder, old] of [
      ['dist.public', 'opened'],
      ['dist.leads', 'qzredirect'],
    ]) {
      const target = old === 'opened' ? 'open' : 'qzaddress';
      const page = readFileSync(join(site.folder, `${folder}/guides/${old}/index.html`), 'utf8');
      expect(page).toContain(`content="0;url=/guides/${target}/"`);
    }
    expect(existsSync(join(site.folder, 'dist.public/guides/qzredirect'))).toBe(false);
  });

  test('follows the settings when they change, also where the pages do not', async () => {
    const before = site.read('org/playbook.yaml');
    site.write(
      'org/playbook.yaml',
      before.replace('[guides/unwanted, ', '[guides/unwanted, guides/qzrelated, ').replace('Anchor', 'Keeper'),
    );
    const { code, output } = await build('--edition', 'leads');
    expect(code, output).toBe(0);
    expect(page('dist.leads', 'guides/qzaddress/index.html')).toContain('qzbody');
    expect(page('dist.leads', 'guides/qzaddress/index.html')).not.toContain('qzrelated');
    expect(outputOf('dist.leads')).not.toContain('anchor of the team');
    site.write('org/playbook.yaml', before);
    expect((await build('--edition', 'leads')).code).toBe(0);
    expect(readFileSync(join(site.folder, 'dist.leads/guides/qzaddress/index.html'), 'utf8')).toContain('qzrelated');
  });

  test('looks as the organisation says, on every page', () => {
    const pages = ['index.html', 'guides/open/index.html', 'roles/lead/index.html'];
    for (const path of pages) {
      const html = page('dist.public', path);
      const title = /<a [^>]*class="site-title.*?<\/a>/s.exec(html)?.[0] ?? '';
      // The words of the title stand beside the pictures, so these say nothing to a screen reader.
      expect(title.match(/<img[^>]* alt(="")? [^>]*src="\/_astro\/logo(-dark)?\.[^"]*\.svg"/g)).toHaveLength(2);
      expect(title).toContain('A small handbook');
      expect(html).toMatch(/<link rel="shortcut icon" href="\/favicon\.svg"/);
      expect(html).toContain('Ask <a href="mailto:ask.us@example.com"');
      const styles = [...html.matchAll(/<link rel="stylesheet" href="\/([^"]+)"/g)].map(([, href]) => href as string);
      const css = styles.map((href) => page('dist.public', href)).join('');
      expect(css).toMatch(/:root\[data-theme=["']?light["']?\]\{--paper:#fcfaf5;[^}]*--accent:#0b5394;/);
      expect(html).not.toContain('--accent:');
    }
    expect(page('dist.public', 'favicon.svg')).toBe(site.read('org/logo.svg'));
  });

  test('has the parts in the order and under the names of the organisation, and those it does not name after them', () => {
    const sidebar = page('dist.leads', 'guides/trust/index.html').matchAll(
      /class="[^"]*\blarge\b[^"]*"[^>]*>\s*(?:<span[^>]*>)?([^<]+)/g,
    );
    const labels = [...sidebar].map(([, label]) => label);
    expect([...new Set(labels)]).toEqual(['Roles', 'To read', 'Pillars', 'Paths']);
  });

  test('names the licence of the words of upstream once, and has the licences of all that it ships', () => {
    const licence = 'https://creativecommons.org/licenses/by/4.0/';
    const html = readdirSync(join(site.folder, 'dist.public'), { recursive: true, encoding: 'utf8' });
    const naming = html.filter((file) => file.endsWith('.html') && page('dist.public', file).includes(licence));
    expect(naming).toEqual(['index.html']);
    expect(page('dist.public', 'index.html')).toMatch(/<a href="[^"]*\/licences\.txt">/);
    const [own = '', ...others] = page('dist.public', 'licences.txt').split(/^## /m);
    expect(own).toMatch(/Attribution 4\.0[\s\S]*MIT License/);
    for (const name of ['astro', '@astrojs/starlight', 'pagefind', 'expressive-code']) {
      expect(others.find((text) => text.startsWith(`${name} - `))).toMatch(/Copyright/);
    }
  });

  test('names the team that looks after a page here', () => {
    expect(page('dist.public', 'roles/lead/index.html')).toMatch(/Owner: Our people team\./);
    expect(page('dist.public', 'guides/trust/index.html')).not.toMatch(/Our people team/);
  });

  test('knows its canonical addresses where its host is set', () => {
    const canonical = '<link rel="canonical" href="https://open.example.com/guides/trust/"';
    expect(page('dist.public', 'guides/trust/index.html')).toContain(canonical);
    expect(page('dist.internal', 'guides/trust/index.html')).not.toContain('rel="canonical"');
  });

  test('is asked for by a name that exists', async () => {
    const { code, output } = await build('--edition', 'everybody');
    expect(code).toBe(2);
    expect(output).toContain(
      'There is no edition "everybody". The audiences in the settings are public, internal, leads.\n',
    );
    expect(output).not.toMatch(/The build failed|^ {4}at /m);
    expect((await build('--editon', 'public')).code).toBe(2);
  });

  test('is not published where a marked word or code that its policy refuses came into it, and the last good one stays', async () => {
    const before = outputOf('dist.public');
    for (const [file, text] of Object.entries(slips)) site.write(file, text);
    const { code, output } = await build('--edition', 'public');
    expect(code).toBe(1);
    expect(output).toContain(
      'slip.html:2:1  The policy refuses the code in <button onclick>  Add a listener in the script of a component',
    );
    for (const file of [
      ...Object.keys(slips).flatMap((name) => /guides\/slip-(?!picture).*(?=\.mdx)/.exec(name) ?? []),
      'guides/words',
      'guides/qzpart-before',
    ]) {
      expect(output).toMatch(new RegExp(`${file}/index\\.html:\\d+:\\d+  holds "qzpart", a word marked for internal`));
    }
    expect(output).toMatch(/_astro\/slip\..*\.svg:\d+:\d+ {2}holds "qzpart"/);
    expect(output).not.toContain('pagefind/');
    expect(output).toContain('dist.public/ is as it was before');
    expect(outputOf('dist.public')).toBe(before);
    for (const file of Object.keys(slips)) site.remove(file);
    site.write('org/content/redirects.yaml', REDIRECTS);
  });
});
