import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { UserError } from '#load/git.ts';
import { type Arguments, runCommand, UsageError } from '../../scripts/terminal.ts';

const COMMAND = {
  name: 'greet',
  help: 'npm run greet    greets',
  options: { name: { type: 'string' }, loud: { type: 'boolean', default: false } },
} as const;
const HINT = 'Run npm run greet -- --help to see what there is.';

async function greet(
  args: string[],
  run: (line: Arguments<typeof COMMAND.options>) => number | Promise<number> = () => 0,
  definition: Partial<Parameters<typeof runCommand>[0]> = {},
) {
  const [log, warn]: [string[], string[]] = [[], []];
  const terminal = { log: (text: string) => log.push(text), warn: (text: string) => warn.push(text) };
  const command = { ...COMMAND, ...definition } as typeof COMMAND;
  const code = await runCommand(command, args, terminal, run);
  return { code, log, warn };
}

const fail = (error: unknown) => () => {
  throw error;
};

describe('the frame of a command', () => {
  test.each([[['--help']], [['-h']], [['--loud', '--help']], [['--name', 'Ada', '-h']]])(
    '%j prints the help',
    async (args) => {
      const run = fail(new Error('not called'));
      expect(await greet(args, run)).toEqual({ code: 0, log: [COMMAND.help], warn: [] });
    },
  );

  test('hands over the values with their defaults, and the positional arguments', async () => {
    const lines: unknown[] = [];
    const run = ({ values, positionals }: Arguments<typeof COMMAND.options>) => {
      lines.push({ ...values }, positionals);
      return 3;
    };
    expect(await greet(['--name', 'Ada', 'Bob'], run, { allowPositionals: true })).toEqual({
      code: 3,
      log: [],
      warn: [],
    });
    expect(lines).toEqual([{ name: 'Ada', loud: false }, ['Bob']]);
  });

  test.each([
    ['name', 'npm took --name for its own  Write -- before it: npm run greet -- --name'],
    ['loud', 'npm took --loud for its own  Write -- before it: npm run greet -- --loud'],
    ['unknown', undefined],
    ['force', undefined],
  ])('explains that npm took --%s', async (option, message) => {
    vi.stubEnv(`npm_config_${option}`, 'true');
    const options = { ...COMMAND.options, force: { type: 'boolean' } } as const;
    const { code, warn } = await greet([], () => 0, { options });
    vi.unstubAllEnvs();
    expect([code, ...warn]).toEqual(message === undefined ? [0] : [2, message, HINT]);
  });

  test.each([
    [['--nam', 'Ada'], "Unknown option '--nam'"],
    [['-x'], "Unknown option '-x'"],
    [['--name'], "Option '--name <value>' argument missing"],
    [['--loud=yes'], "Option '--loud' does not take an argument"],
    [['Bob'], "Unexpected argument 'Bob'"],
    [['--help', '--nam'], "Unknown option '--nam'"],
  ])('%j is a usage error', async (args, message) => {
    expect(await greet(args)).toEqual({ code: 2, log: [], warn: [message, HINT] });
  });

  test.each([
    ['a usage error', fail(new UsageError('Whom?')), {}, 2, ['Whom?', HINT]],
    ['a user error', fail(new UserError('There is nobody')), {}, 1, ['There is nobody']],
    [
      'a user error with a code of its own',
      fail(new UserError('There is nobody')),
      { failure: 2 },
      2,
      ['There is nobody'],
    ],
    ['a rejected promise', () => Promise.reject(new UserError('Later')), {}, 1, ['Later']],
    [
      'an error of the file system',
      () => readFileSync('/nowhere').length,
      {},
      1,
      ["ENOENT: no such file or directory, open '/nowhere'"],
    ],
  ])('%s is a message', async (_what, run, definition, code, warn) => {
    expect(await greet([], run, definition)).toEqual({ code, log: [], warn });
  });

  test.each([new TypeError('x is not a function'), new Error('A bug')])(
    '%s is thrown, as it is a bug',
    async (error) => {
      await expect(greet([], fail(error))).rejects.toBe(error);
    },
  );
});
