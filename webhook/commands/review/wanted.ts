/** What `-o` asks for: formats, each for a file or one of them for stdout. */
import { resolve } from 'node:path';
import { outputs, type Format } from '../../review/outputs/all.ts';

export interface Wanted {
  readonly format: Format;
  /** `-` is stdout. */
  readonly file: string;
}

export const STDOUT = '-';

/** Throws in a sentence where it cannot be understood; `others`: files that are written beside. */
export function wantedOf(asked: readonly string[], others: readonly string[] = []): Wanted[] {
  const wanted = asked.flatMap((text) => text.split(',')).map(oneOf);
  const all = wanted.length === 0 ? [{ format: 'text', file: STDOUT } as const] : wanted;
  const files = [...all.map(({ file }) => file), ...others];
  const places = files.map(placeOf);
  const twice = files.find((_, at) => places.indexOf(places[at] ?? '') !== at);
  if (twice === undefined) return all;
  throw new Error(
    twice === STDOUT
      ? `-o asks for ${all
          .filter(({ file }) => file === STDOUT)
          .map(({ format }) => format)
          .join(
            ' and ',
          )} on stdout, which has room for one; give the others a file: -o ${all[0]?.format ?? 'text'},${all[1]?.format ?? 'json'}=FILE`
      : `${twice} would be written twice; give each format, and a baseline, a file of its own`,
  );
}

/** However it is named; two names of one link are not looked at. */
const placeOf = (file: string): string => (file === STDOUT ? file : resolve(file));

function oneOf(text: string): Wanted {
  const at = text.indexOf('=');
  const [name, file] = at < 0 ? [text, STDOUT] : [text.slice(0, at), text.slice(at + 1)];
  if (!isFormat(name))
    throw new Error(`-o knows no format '${name}'; it knows ${Object.keys(outputs).join(', ')}`);
  if (file === '') throw new Error(`-o ${text} names no file; write -o ${name}=FILE`);
  return { format: name, file };
}

const isFormat = (name: string): name is Format => Object.hasOwn(outputs, name);
