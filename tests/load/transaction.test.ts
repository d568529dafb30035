import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { inTransaction, Transaction } from '#load/transaction.ts';
import { temporaryFolder } from '../helpers.ts';
import { at, plainGit } from '../repository.ts';

const all = temporaryFolder();
let root: string;
let said: string[];
const warn = (text: string) => said.push(text);
const write = (file: string, text: string) => {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
};
const next = (run: (transaction: Transaction) => unknown = () => {}) => inTransaction(root, 'npm run next', warn, run);
const journal = () => join(root, '.playbook/unfinished/journal');

/** Every file and link with what is in it, and its permissions. */
function state(): Record<string, unknown> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter(
    (entry) => !entry.isDirectory() && !/\.(git|playbook)/.test(entry.parentPath),
  );
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      if (entry.isSymbolicLink()) return [path, readlinkSync(path)];
      return [path, [readFileSync(path, 'latin1'), statSync(path).mode]];
    }),
  );
}

/** Changes of every kind, in an order in which they meet. */
const STEPS: readonly ((transaction: Transaction) => void)[] = [
  (transaction) => transaction.write('a/one.mdx', 'Over it.'),
  (transaction) => transaction.write('new/deep/two.mdx', 'New.'),
  (transaction) => transaction.rename('b/bytes.png', 'c/bytes.png'),
  (transaction) => transaction.rename('a/one.mdx', 'b/words.mdx'),
  (transaction) => transaction.write('a/one.mdx', 'Where it was.'),
  (transaction) => transaction.remove('run.sh'),
  (transaction) => transaction.write('run.sh', 'Back again.'),
  (transaction) => transaction.remove('new/deep/two.mdx'),
  (transaction) => transaction.remove('link'),
  (transaction) => transaction.write('b/words.mdx', 'Once more.'),
];

beforeEach(() => {
  said = [];
  root = mkdtempSync(join(all, 'root-'));
  write('a/one.mdx', 'One.\r\n');
  write('b/words.mdx', '\uFEFFWords.');
  writeFileSync(join(root, 'b/bytes.png'), Buffer.from([0, 255, 128, 13, 10]));
  write('run.sh', 'echo');
  chmodSync(join(root, 'run.sh'), 0o775);
  symlinkSync('a/one.mdx', join(root, 'link'));
});
afterEach(() => vi.unstubAllEnvs());

describe.each(STEPS.map((_, index) => index))('after step %i', (last) => {
  const some = (transaction: Transaction) => {
    for (const step of STEPS.slice(0, last + 1)) step(transaction);
  };

  test('an error takes all back', async () => {
    const before = state();
    const failing = (transaction: Transaction) => {
      some(transaction);
      throw new Error('no more');
    };
    await expect(next(failing)).rejects.toThrow('no more');
    expect(state()).toEqual(before);
    expect(existsSync(dirname(journal()))).toBe(false);
    await next();
    expect(said).toEqual([]);
  });

  test('an end without a word is undone by the next command', async () => {
    const before = state();
    some(new Transaction(root, 'npm run move'));
    expect(state()).not.toEqual(before);
    await next(() => expect(state()).toEqual(before));
    expect(said).toEqual(['npm run move was stopped half-way: what it had changed is undone. Run it again.']);
    await next();
    expect(said).toHaveLength(1);
    expect(state()).toEqual(before);
  });

  test('an end between the journal and the files is undone too', async () => {
    const before = state();
    const transaction = new Transaction(root, 'npm run move');
    some(transaction);
    // The second file is missing, so the first is moved into place and the second is not.
    const files = [
      { file: 'a/one.mdx', from: join(transaction.folder, 'x') },
      { file: 'c/no.mdx', from: join(root, 'no') },
    ];
    writeFileSync(join(transaction.folder, 'x'), 'Half.');
    expect(() => transaction.apply(files)).toThrow('ENOENT');
    expect(readFileSync(join(root, 'a/one.mdx'), 'utf8')).toBe('Half.');
    await next();
    expect(state()).toEqual(before);
  });
});

describe('a killed command', () => {
  test('in a process of its own, is undone, and its lock is free', async () => {
    const before = state();
    const module = JSON.stringify(join(import.meta.dirname, '../../src/load/transaction.ts'));
    const code = `import { inTransaction } from ${module};
      await inTransaction(process.cwd(), 'npm run move', console.log, (transaction) => {
        transaction.rename('a/one.mdx', 'c/one.mdx');
        transaction.write('b/words.mdx', 'Half');
        process.kill(process.pid, 'SIGKILL');
      });`;
    const { signal } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', code], { cwd: root });
    expect(signal).toBe('SIGKILL');
    expect(state()).not.toEqual(before);
    await next((transaction) => transaction.write('a/more.mdx', 'More.'));
    expect(said).toEqual(['npm run move was stopped half-way: what it had changed is undone. Run it again.']);
    expect(state()).toEqual({ ...before, [join(root, 'a/more.mdx')]: ['More.', expect.anything()] });
  });

  test('leaves what somebody has changed since, and says so', async () => {
    const transaction = new Transaction(root, 'npm run move');
    transaction.write('a/one.mdx', 'Over it.');
    transaction.write('b/words.mdx', 'Over them.');
    write('a/one.mdx', 'Mine.');
    await next();
    expect(said).toEqual([
      'npm run move was stopped half-way: what it had changed is undone. Run it again.',
      'a/one.mdx  It was changed since, so it stays as it is  Compare it with git diff',
    ]);
    expect(readFileSync(join(root, 'a/one.mdx'), 'utf8')).toBe('Mine.');
    expect(readFileSync(join(root, 'b/words.mdx'), 'utf8')).toBe('\uFEFFWords.');
  });

  test('leaves a folder that somebody has put in the place of a file', async () => {
    new Transaction(root, 'npm run move').remove('a/one.mdx');
    write('a/one.mdx/inside', 'Mine.');
    await next();
    expect(said[1]).toMatch(/^a\/one\.mdx {2}It was changed since/);
    expect(readFileSync(join(root, 'a/one.mdx/inside'), 'utf8')).toBe('Mine.');
  });

  test('that changed permissions alone is undone', async () => {
    const before = state();
    const transaction = new Transaction(root, 'npm run move');
    writeFileSync(join(transaction.folder, 'x'), 'echo', { mode: 0o600 });
    transaction.apply([{ file: 'run.sh', from: join(transaction.folder, 'x') }]);
    expect(state()).not.toEqual(before);
    await next();
    expect(state()).toEqual(before);
  });

  test('that was undoing its changes is undone from there', async () => {
    const before = state();
    const transaction = new Transaction(root, 'npm run move');
    for (const step of STEPS) step(transaction);
    // One file has its old bytes again.
    write('a/one.mdx', 'One.\r\n');
    await next();
    expect(state()).toEqual(before);
    expect(said).toHaveLength(1);
  });

  test.each([
    ['nothing but its folder', () => mkdirSync(dirname(journal()), { recursive: true })],
    [
      'a file to move into place',
      () => new Transaction(root, 'npm run move').folder && write('.playbook/unfinished/next', 'x'),
    ],
    ['an empty journal', () => write('.playbook/unfinished/journal', '')],
    ['half a line', () => write('.playbook/unfinished/journal', '{"command":"npm run mo')],
  ])('that left %s has changed nothing', async (_what, leave) => {
    const before = state();
    leave();
    await next();
    expect(said).toEqual([]);
    expect(state()).toEqual(before);
    expect(existsSync(dirname(journal()))).toBe(false);
  });

  test('with half a line at the end of its journal is undone up to there', async () => {
    const before = state();
    new Transaction(root, 'npm run move').write('a/one.mdx', 'Over it.');
    appendFileSync(journal(), '{"command":"npm run move","changes":[{"fi');
    await next();
    expect(state()).toEqual(before);
    expect(said).toHaveLength(1);
  });

  test('with a damaged journal stops the next one, and keeps the files as they were', async () => {
    new Transaction(root, 'npm run move').write('a/one.mdx', 'Over it.');
    appendFileSync(journal(), 'nothing of ours\n');
    await expect(next()).rejects.toThrow(/journal in \S+unfinished is damaged {2}Look at what git status lists/);
    expect(readFileSync(join(dirname(journal()), '0'), 'utf8')).toBe('One.\r\n');
  });

  test('is complete once the branch has its commit', async () => {
    plainGit();
    const here = at(root);
    here.git('init', '--quiet');
    const first = here.commit('Begin');
    const change = (commit: string) => {
      const transaction = new Transaction(root, 'npm run upstream');
      write('.git/playbook/unfinished/x', 'New.');
      transaction.apply([{ file: 'a/one.mdx', from: join(transaction.folder, 'x') }], commit);
    };
    const tree = here.git('rev-parse', 'HEAD^{tree}');
    change(here.git('commit-tree', '-m', 'Later', '-p', first, tree));
    await next();
    expect(here.git('status', '--porcelain')).toBe('');
    change(first);
    await next();
    expect(readFileSync(join(root, 'a/one.mdx'), 'utf8')).toBe('New.');
    expect(said).toEqual([
      'npm run upstream was stopped half-way: what it had changed is undone. Run it again.',
      'npm run upstream was stopped after its last step: all of it is done.',
    ]);
  });
});

test('two commands at once: the second says who is first, and changes nothing', async () => {
  await inTransaction(root, 'npm run move', warn, async (transaction) => {
    transaction.write('a/one.mdx', 'Over it.');
    const message = /^npm run move is running here already: process \d+ .* then run npm run next again$/;
    await expect(next(() => transaction.write('a/one.mdx', 'Over that.'))).rejects.toThrow(message);
  });
  expect(readFileSync(join(root, 'a/one.mdx'), 'utf8')).toBe('Over it.');
  expect(existsSync(dirname(journal()))).toBe(false);
});
