/**
 * JSONPath, as much of it as only looks: names, places, every one, and one descent. What would run as code
 * (filters, scripts) is no path here; and what is left is walked here, because no library says beforehand
 * what looking will cost.
 */
import { Meter } from '../cel/meter.ts';

export type Path =
  | { readonly ok: true; readonly steps: readonly string[] }
  | { readonly ok: false; readonly flaw: PathFlaw };

export interface PathFlaw {
  readonly at: number;
  readonly says: string;
  readonly help: string;
}

/** As one pattern, for the API server. */
const NAME = '[A-Za-z_][-A-Za-z0-9_]*';
const KEY = '[A-Za-z0-9_][-A-Za-z0-9_./]*';
const STEP = `\\.(${NAME}|\\*)|\\[([0-9]{1,4}|\\*)\\]|\\['(${KEY})'\\]|\\["(${KEY})"\\]`;
export const PATH_PATTERN = `^\\$(${STEP})*(\\.\\.${NAME}(${STEP})*)?$`;

const step = new RegExp(STEP, 'y');
const descent = new RegExp(`\\.\\.(${NAME})`, 'y');

export function readPath(text: string): Path {
  if (!text.startsWith('$')) return no(0, 'must begin with $, which is the pod', FORMS);
  const steps = ['$'];
  let at = 1;
  while (at < text.length) {
    const down = taken(descent, text, at);
    if (down !== undefined && steps.includes('..'))
      return no(at, 'descends twice, which would look at each field over and over', FORMS);
    if (down !== undefined) steps.push('..');
    const next = down ?? taken(step, text, at);
    if (next === undefined) return no(at, ...strange(text.slice(at)));
    steps.push(next.groups.find((group) => group !== undefined) ?? '');
    at = next.end;
  }
  return { ok: true, steps };
}

const FORMS = "a path is made of .name, ['a.b/c'], [0], [*] and one ..name";

const no = (at: number, says: string, help: string): Path => ({
  ok: false,
  flaw: { at, says, help },
});

function taken(pattern: RegExp, text: string, at: number) {
  pattern.lastIndex = at;
  const [whole, ...groups] = pattern.exec(text) ?? [];
  return whole === undefined ? undefined : { groups, end: at + whole.length };
}

function strange(rest: string): [says: string, help: string] {
  if (/^\[\s*(\?|\()/.test(rest))
    return ['holds a filter or a script, and no policy runs code', 'say it in cel instead'];
  return [`cannot go on with ${rest.slice(0, 16)}`, FORMS];
}

/** What is there. Each value that is passed on the way is paid for. */
export function foundAt(steps: readonly string[], json: unknown, meter = new Meter()): unknown[] {
  let found = [json];
  let descending = false;
  for (const name of steps.slice(1)) {
    if (name === '..') {
      descending = true;
      continue;
    }
    const from = descending ? found.flatMap((value) => below(value, meter)) : found;
    found = from.flatMap((value) => membersOf(value, name, meter));
    descending = false;
  }
  return found;
}

/** A value and all that is in it, from the outside in. */
function below(value: unknown, meter: Meter): unknown[] {
  const members = typeof value === 'object' && value !== null ? Object.values(value) : [];
  meter.pay(1 + members.length);
  return [value, ...members.flatMap((member) => below(member, meter))];
}

function membersOf(value: unknown, name: string, meter: Meter): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (name === '*') {
    const members = Object.values(value);
    meter.pay(members.length);
    return members;
  }
  meter.pay(1);
  if (!Object.hasOwn(value, name) || (Array.isArray(value) && name === 'length')) return [];
  const found: unknown = Reflect.get(value, name);
  return [found];
}
