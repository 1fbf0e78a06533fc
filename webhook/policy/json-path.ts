/**
 * JSONPath, as much of it as only looks: names, places, every one, and one descent. What the library
 * would run as code (filters, scripts) or take for something else (`^`, `~`, a bracket left open) never
 * comes to it, because a path is read here first and handed on in steps.
 */
import { JSONPath } from 'jsonpath-plus';

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

/** What is there; the object must not be too deep. */
export function foundAt(steps: readonly string[], json: object): readonly unknown[] {
  const found: unknown = JSONPath({
    path: [...steps],
    json,
    eval: false,
    resultType: 'value',
    wrap: true,
  });
  return Array.isArray(found) ? found : [];
}
