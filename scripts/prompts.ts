import type { Readable, Writable } from 'node:stream';
import * as clack from '@clack/prompts';
import { UserError } from '#load/git.ts';
import { plainLine, plainText } from '#schema/escaping.ts';

/** What is wrong with an answer and what to write instead, or nothing. */
export type Check<Answer> = (answer: Answer) => string | undefined;

/** One of several answers to choose from. */
export interface Choice {
  value: string;
  /** The text to show instead of the value. */
  label?: string;
  /** What it means, shown while it is in focus. */
  hint?: string;
}

/** Questions to a person at a terminal. Each throws `Cancelled` where the person stops. */
export interface Prompts {
  /** Shows a sentence between questions. */
  note(message: string): void;
  /**
   * Asks for a line of text, until it passes the check.
   * @param fallback The answer that Enter alone gives.
   */
  text(message: string, check: Check<string>, fallback?: string): Promise<string>;
  /** Asks for one of some choices; of a long list, those with the typed letters are shown. */
  choose(message: string, choices: readonly Choice[]): Promise<string>;
  /** Asks for any number of choices, until they pass the check. */
  chooseSeveral(message: string, choices: readonly Choice[], check: Check<string[]>): Promise<string[]>;
  /** Asks a question that is answered by yes or no; Enter alone says no. */
  confirm(message: string): Promise<boolean>;
}

/** The person has stopped: Ctrl+C, Ctrl+D, Esc, or a terminal that is closed. */
export class Cancelled extends UserError {
  constructor() {
    super('\nNothing was written.');
  }
}

/** A list longer than this is searched by typing. */
const LONG_LIST = 12;

/** Questions in a terminal. All that is shown is plain text: titles and ids move no cursor and set no colour. */
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
 * Shows a prompt and waits for its answer.
 * @throws Cancelled where the person stops.
 */
async function answerOf<Answer>(
  input: Readable,
  output: Writable,
  prompt: (options: clack.CommonOptions) => Promise<Answer | typeof clack.CANCEL_SYMBOL>,
): Promise<Answer> {
  const stop = new AbortController();
  const onEnd = () => stop.abort();
  // Readline ends at Ctrl+D, and the prompt would wait for ever.
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
