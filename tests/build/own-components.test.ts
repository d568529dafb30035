import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { guideText, makeSite, runIn } from '../helpers.ts';

const site = makeSite();
afterAll(() => site.remove('.'));

/** Text of every file of an edition that holds a word. */
function filesWith(word: string, folder: string): string[] {
  return readdirSync(join(site.folder, folder), { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(site.folder, folder, name);
    return statSync(path).isFile() && readFileSync(path, 'latin1').includes(word);
  });
}

const page = (title: string, audience: string, body: string) => guideText({ title, audience }, body);

site.write('content/playbook.yaml', `${site.read('content/playbook.yaml')}\naudience: public\n`);
site.write(
  'org/components/TeamChart.astro',
  `---
import { dataOf } from '#site/queries.ts';
import Row from './parts/Row.astro';
const { size } = Astro.props;
const terms = await dataOf('terms');
---
<team-chart class={size}>{terms.map(({ title }) => <Row title={title} />)}</team-chart>
<style>team-chart { --canary-style: 1; display: block }</style>
<script>
customElements.define('team-chart', class extends HTMLElement { canaryScript = 1 });
</script>
`,
);
site.write(
  'org/components/TeamChart.ts',
  `import * as z from 'zod';
export default { description: 'A chart.', props: z.strictObject({ size: z.enum(['small', 'large']) }) };
`,
);
site.write(
  'org/content/guides/chart.mdx',
  page('Zebra', 'leads', `import TeamChart from '#org/components/TeamChart.astro';\n\n<TeamChart size="large" />`),
);

test('a component of the organisation is in the editions that use it, and in no byte of the others', async () => {
  site.write('org/components/parts/Row.astro', '<p>Row of {Astro.props.title}</p>');
  const build = (edition: string) => runIn(site.folder, 'npm', ['run', '-s', 'build', '--', '--edition', edition]);
  const leads = await build('leads');
  expect(leads.code, leads.output).toBe(0);
  expect(site.read('dist.leads/guides/chart/index.html')).toMatch(
    /<team-chart class="large[^>]*><p[^>]*>Row of Roadmap</,
  );
  expect(filesWith('canary-style', 'dist.leads')).not.toEqual([]);
  expect(filesWith('canaryScript', 'dist.leads')).not.toEqual([]);

  const open = await build('public');
  expect(open.code, open.output).toBe(0);
  const folder = existsSync(join(site.folder, 'dist.public')) ? 'dist.public' : 'dist';
  for (const word of ['canary-style', 'canaryScript', 'team-chart', 'TeamChart'])
    expect(filesWith(word, folder)).toEqual([]);

  // A changed part of it renders the page anew.
  site.write('org/components/parts/Row.astro', '<p>Line of {Astro.props.title}</p>');
  await build('leads');
  expect(site.read('dist.leads/guides/chart/index.html')).toContain('Line of Roadmap');
}, 120_000);
