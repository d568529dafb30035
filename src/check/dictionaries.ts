import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import american from 'dictionary-en';
import british from 'dictionary-en-gb';
import nspell from 'nspell';
import { fileTypeAt } from '#load/file-type.ts';
import { listFiles } from '#load/layers.ts';
import { advice, type Problem, START } from '#schema/problem.ts';
import type { Place } from '#schema/schema-problems.ts';
import { type Dictionary, type DictionaryFiles, filesIn, lookUpIn } from './dictionary.ts';

/** Folder with the dictionaries of an organisation, each in a folder called as its language. */
const FOLDER = 'org/dictionaries';

/** Dictionaries that come with the handbook. */
const SHIPPED: Readonly<Record<string, typeof british>> = { en: british, 'en-GB': british, 'en-US': american };

/** Regions with a dictionary of their own on npm, beside that of their language. */
const REGIONAL =
  /^(de-(at|ch)|en-(au|ca|za)|es-(ar|bo|cl|co|cr|cu|do|ec|gt|hn|mx|ni|pa|pe|ph|pr|py|sv|us|uy|ve)|pt-pt)$/;

/** Dictionary of a language, if there is one, with what is wrong with it. */
export interface LanguageDictionary {
  dictionary?: Dictionary;
  problems: Problem[];
}

/**
 * Finds the dictionary of a language: ours for British and American English, or else one in `org/dictionaries/`.
 * @param where Position of the language in the settings, where a missing dictionary is noted.
 */
export function dictionaryOf(root: string, language: string, where: () => ReturnType<Place>): LanguageDictionary {
  const names = [language, language.replace(/-.*/, '')];
  const name = names.find((one) => listFiles(root, `${FOLDER}/${one}`).length > 0);
  if (name !== undefined) return ownDictionary(root, `${FOLDER}/${name}`);
  const shipped = Object.hasOwn(SHIPPED, language) ? SHIPPED[language] : undefined;
  if (shipped) return { dictionary: lookUpIn(language, () => filesIn(shipped)), problems: [] };
  const wanted = language.toLowerCase();
  const dictionary = `dictionary-${REGIONAL.test(wanted) ? wanted : wanted.replace(/-.*/, '')}`;
  const folder = `${FOLDER}/${language}`;
  const files = ['index.aff', 'index.dic', 'license'].map((file) => `node_modules/${dictionary}/${file}`);
  const fix = `Copy one there: npm install --no-save ${dictionary}, then mkdir -p ${folder} && cp ${files.join(' ')} ${folder}/`;
  const words = advice(`Spelling is not checked: there is no dictionary in ${folder}/`, fix);
  return { problems: [{ ...where(), ...words, isHint: true }] };
}

/** Reads a dictionary of the organisation. Its licence stands beside it, since most forbid to pass it on without. */
function ownDictionary(root: string, folder: string): LanguageDictionary {
  const [aff, dic] = [`${folder}/index.aff`, `${folder}/index.dic`];
  const missing = [aff, dic].filter((file) => fileTypeAt(root, file).type !== 'file');
  if (missing.length > 0) {
    const words = advice(
      `The dictionary lacks ${missing.join(' and ')}`,
      'Copy both files of the dictionary, or delete it',
    );
    return { problems: [{ file: folder, ...START, ...words }] };
  }
  const files = filesOf(readFileSync(join(root, aff)), readFileSync(join(root, dic)));
  const fault = faultIn(files);
  if (fault) {
    const words = advice(
      'The file holds no dictionary in the format of Hunspell',
      'Copy it again, or delete the folder',
    );
    return { problems: [{ file: fault === 'aff' ? aff : dic, ...START, ...words }] };
  }
  const hasLicence = listFiles(root, folder).some((name) => /licen[cs]e|copying/i.test(name));
  const words = advice('The dictionary has no licence beside it', 'Copy the file license of its package too');
  return {
    dictionary: lookUpIn(`${folder} ${hash('sha1', `${files.aff}\0${files.dic}`)}`, () => files),
    problems: hasLicence ? [] : [{ file: aff, ...START, ...words, isHint: true }],
  };
}

/** Decodes the files of a dictionary, whose encoding its first lines name. */
function filesOf(aff: Buffer, dic: Buffer): DictionaryFiles {
  const [, name = 'utf-8'] = /^SET\s+(\S+)/m.exec(aff.toString('latin1', 0, 10_000)) ?? [];
  const decoder = decoderOf(name.replace(/^ISO(?=\d)/i, 'iso-').replace(/^microsoft-cp/i, 'windows-'));
  const [rules, stems] = [aff, dic].map((bytes) => decoder.decode(bytes).replaceAll('\r', ''));
  return { aff: rules as string, dic: stems as string };
}

function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch {
    return new TextDecoder();
  }
}

/** Returns which file holds no dictionary: one starts with the number of stems, the other has rules. */
function faultIn({ aff, dic }: DictionaryFiles): 'aff' | 'dic' | undefined {
  if (!/^(SET|TRY|[PS]FX|FLAG)\s/m.test(aff)) return 'aff';
  if (!/^\s*\d+\s*\n\s*\S/.test(dic)) return 'dic';
  try {
    // The parser throws on rules that it cannot read.
    nspell(aff, '0\n');
    return undefined;
  } catch {
    return 'aff';
  }
}
