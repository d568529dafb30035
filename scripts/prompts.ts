import type { Readable, Writable } from 'node:stream';
import * as clack from '@clack/prompts';
import { UserError } from '#load/git.ts';
import { plainLine, plainText } from '#schema/escaping.ts';

/** Returns the problem of an answer with its fix; undefined if the answer is valid. */
export type Check<Answer> = (answer: Answer) => string | undefined;

/** Option of a choice. */
export interface Choice {
  value: string;
  /** Text shown instead of the value. */
  label?: string;
  /** Explanation, shown while the option is in focus. */
  hint?: string;
}

/** Questions in a terminal. Each throws `Cancelled` if the user stops. */
export interface Prompts {
  /** Shows a sentence between questions. */
  note(message: string): void;
  /**
   * Asks for a line of text until it passes the check.
   * @param fallback Answer for an empty line.
   */
  text(message: string, check: Check<string>, fallback?: string): Promise<string>;
  /** Asks for one option; a long list is filtered by typing. */
  choose(message: string, choices: readonly Choice[]): Promise<string>;
  /** Asks for any number of options until they pass the check. */
  chooseSeveral(message: string, choices: readonly Choice[], check: Check<string[]>): Promise<string[]>;
  /** Asks for yes or no; Enter alone is no. */
  confirm(message: string): Promise<boolean>;
}

/** Error for a user who stops: by Ctrl+C, Ctrl+D or Esc, or by closing the terminal. */
export class Cancelled extends UserError {
  constructor() {
    super('\nNothing was written.');
  }
}

/** Length up to which a list is shown as a whole. */
const LONG_LIST = 12;

/** Creates prompts that show plain text: control characters from a title or id are escaped. */
export function promptsIn(input: Readable, output: Writable): Prompts {
  const ask = <Answer>(prompt: (options: clack.CommonOptions) => Promise<Answer | typeof clack.CANCEL_SYMBOL>) =>
    answerOf(input, output, prompt);
  return {
    note: (message) => clack.log.step(plainText(message), { output }),
    text: async (message, check, fallback = '') => {
      const shown = plainLine(fallback);
      const answerIn = (typed = '') => (typed === shown ? fallback : typed.trim() || fallback);
      const proposal = fallback === '' ? {} : { placeholder: shown, defaultValue: shown };
      const validate = (typed: string | undefined) => printable(check(answerIn(typed)));
      return answerIn(
        await ask((options) => clack.text({ ...options, ...proposal, message: plainText(message), validate })),
      );
    },
    choose: (message, choices) =>
      ask((options) => {
        const question = { ...options, message: plainText(message), options: choices.map(optionOf) };
        if (choices.length <= LONG_LIST) return clack.select(question);
        const validate = (value: unknown) =>
          value === undefined ? 'Nothing in the list fits what you typed' : undefined;
        return clack.autocomplete({ ...question, validate });
      }),
    chooseSeveral: async (message, choices, check) => {
      const prompt = choices.length <= LONG_LIST ? clack.multiselect<string> : clack.autocompleteMultiselect<string>;
      let initialValues: string[] = [];
      for (;;) {
        const question = {
          message: plainText(message),
          options: choices.map(optionOf),
          initialValues,
          required: false,
        };
        const values = await ask((options) => prompt({ ...options, ...question }));
        const problem = printable(check(values));
        if (problem === undefined) return values;
        // These two prompts take no check of their own.
        clack.log.warn(problem, { output });
        initialValues = values;
      }
    },
    confirm: (message) =>
      ask((options) => clack.confirm({ ...options, message: plainText(message), initialValue: false })),
  };
}

function printable(problem: string | undefined): string | undefined {
  return problem === undefined ? undefined : plainText(problem);
}

function optionOf({ value, label = value, hint }: Choice) {
  return { value, label: plainLine(label), ...(hint === undefined ? {} : { hint: plainLine(hint) }) };
}

/**
 * Shows a prompt and waits for the answer.
 * @throws Cancelled if the user stops.
 */
async function answerOf<Answer>(
  input: Readable,
  output: Writable,
  prompt: (options: clack.CommonOptions) => Promise<Answer | typeof clack.CANCEL_SYMBOL>,
): Promise<Answer> {
  const stop = new AbortController();
  const onEnd = () => stop.abort();
  // Readline closes at Ctrl+D without an event for the prompt, which would never resolve.
  const onKey = (_letters: string | undefined, key: { ctrl?: boolean; name?: string }) => {
    if (key.ctrl && key.name === 'd') stop.abort();
  };
  input.once('end', onEnd).on('keypress', onKey);
  try {
    const answer = await prompt({ input, output, signal: stop.signal });
    if (clack.isCancel(answer)) throw new Cancelled();
    return answer;
  } finally {
    input.off('end', onEnd).off('keypress', onKey);
  }
}
