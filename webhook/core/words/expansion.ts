/**
 * `$(NAME)` in command and arguments, as the kubelet replaces it (third_party/forked/golang/expansion
 * of Kubernetes), from the values that the container itself gives. What comes from elsewhere stays as
 * it is written.
 */
import { keptByContainer, type Container } from '../pod.ts';
import { recurring } from './recurring.ts';

/** Linux starts no program with an argument or a variable that is longer (MAX_ARG_STRLEN). */
const LONGEST_TEXT = 131_072;
const LONGEST_NAME = 256;
/** Of all arguments together, beyond which references stay as they are, or they would grow without end. */
const MOST_ADDED = 2 * LONGEST_TEXT;

/** Command and arguments in one. */
export const argvOf = keptByContainer((container: Container): readonly string[] => {
  const { command = [], args = [], env = [] } = container;
  const argv = [...command, ...args];
  if (env.length === 0 || !argv.some((word) => word.includes('$('))) return recurring(argv);
  const values = literals(container);
  const left = { room: MOST_ADDED };
  return recurring(argv.map((word) => expanded(word, values, left)));
});

/** By name; a value may name those before it. The last of two of a name counts. */
export const literals = keptByContainer(({ env = [] }: Container): ReadonlyMap<string, string> => {
  const values = new Map<string, string>();
  const left = { room: MOST_ADDED };
  for (const { name, value } of env) {
    if (value !== undefined) values.set(name, expanded(value, values, left));
    else values.delete(name);
  }
  return values;
});

function expanded(
  text: string,
  values: ReadonlyMap<string, string>,
  left: { room: number },
): string {
  let out = '';
  let from = 0;
  let close = -1;
  for (let at = firstIn(text); at >= 0; at = text.indexOf('$(', from)) {
    // Looked for once, or a text of nothing but `$(` would be walked for each of them.
    if (close < at) close = text.indexOf(')', at);
    if (close < 0) break;
    // `$$(NAME)` is the kubelet's way to write `$(NAME)`.
    const name =
      text.charAt(at - 1) === '$' || close - at > LONGEST_NAME ? '' : text.slice(at + 2, close);
    const value = values.get(name);
    const fits = value !== undefined && value.length <= left.room;
    out += fits ? text.slice(from, at) + value : text.slice(from, at + 2);
    from = fits ? close + 1 : at + 2;
    if (fits) left.room -= value.length;
  }
  return out + text.slice(from);
}

const firstIn = (text: string): number => (text.length > LONGEST_TEXT ? -1 : text.indexOf('$('));
