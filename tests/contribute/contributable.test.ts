import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readHandbook } from '#check/handbook.ts';
import { readContributable } from '#contribute/contributable.ts';
import { copyHandbook, temporaryFolder } from '../helpers.ts';
import { at } from '../repository.ts';

const folder = copyHandbook(temporaryFolder());
appendFileSync(join(folder, 'content/playbook.yaml'), 'audience: public\n');

const { write } = at(folder);
const read = (edition?: string, environment = {}) =>
  readContributable(folder, readHandbook(folder, { edition }), environment);

describe('what readers may contribute', () => {
  test('goes into content/ where nobody has adopted the handbook', () => {
    const { handbook, renderedData } = read();
    expect(handbook).toMatchObject({
      layer: 'content',
      repository: { kind: 'github', address: 'https://github.example.com/us/handbook', branch: 'main' },
    });
    // The fixture has four parts, and the tools count with the entries of three collections as they are.
    expect(handbook.subjects.filter((word) => !word.startsWith('data/'))).toEqual(['pillar', 'role', 'path', 'guide']);
    expect(handbook.subjects).toContain('data/terms');
    expect(handbook.subjects).not.toContain('data/trust');
    expect(renderedData['guides/trust']).toEqual([
      { collection: 'trust', path: 'content/data/trust/factors.yaml', isFolder: false },
    ]);
    expect(renderedData['guides/words']).toEqual([
      { collection: 'terms', path: 'content/data/terms/terms.yaml', isFolder: false },
    ]);
    expect(renderedData['pillars/people']).toBeUndefined();
  });

  test('goes into org/content/ where it is adopted, and gives nothing away to others', () => {
    write('org/playbook.yaml', 'audience: internal\nhidden: [roles/lead]\n');
    write('org/content/data/terms/ours.yaml', '- id: ours\n  title: Our word\n  definition: What we mean.\n');
    write('org/content/data/terms/more.yaml', '- id: more\n  title: More\n  definition: What we mean.\n');
    write(
      'org/content/data/terms/secret.yaml',
      '- id: pay\n  title: Pay\n  audience: leads\n  definition: What it is.\n',
    );
    const upstream = read('public');
    expect(upstream.handbook).toMatchObject({ layer: 'org/content', audiences: ['public'], audience: 0 });
    const open = read('internal');
    expect(open.handbook).toMatchObject({ audiences: ['public', 'internal'], audience: 1 });
    expect(open.renderedData['guides/words']).toEqual([
      { collection: 'terms', path: 'content/data/terms/terms.yaml', isFolder: false },
      { collection: 'terms', path: 'org/content/data/terms', isFolder: true },
    ]);
    expect(open.handbook.known.map(({ id }) => id)).not.toContain('pay');
    expect(open.handbook.known.map(({ id }) => id)).not.toContain('roles/lead');
    expect(JSON.stringify([open, upstream])).not.toMatch(/secret|leads/);
    expect(read().handbook.known.map(({ id }) => id)).toContain('pay');
  });
});
