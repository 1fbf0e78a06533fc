/** Documents that are good YAML, and say what no schema or no set would have. */
import { parse, stringify } from 'yaml';
import { isRecord } from '../../core/record.ts';
import type { Json } from '../../policy/schema/forms.ts';
import type { Below, Spoil } from './in-text.ts';

const STRANGERS: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 63,
  '',
  ' ',
  'x',
  'Enforce',
  'a b',
  '*',
  '**',
  '1Gi',
  '-4Gi',
  '1e3Gi',
  '0',
  '../../etc/passwd',
  '$(reboot)',
  'Ａ１００',
  'ß'.repeat(300),
  'x'.repeat(1_000_000),
  [],
  [null],
  [[]],
  ['x', 'x'],
  {},
  { x: null },
  { '': '' },
  { 'a/b/c': 'd' },
];

const EXPRESSIONS = [
  'true',
  'object',
  'object.spec',
  'object.spec.nothing.at.all == 1',
  'nobody.knows == 1',
  '1 +',
  '((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))',
  'object.spec.containers.all(a, object.spec.containers.all(b, object.spec.containers.all(c, true)))',
  "'a'.matches('(a+)+$')",
  "object.metadata.name.matches('[')",
  'size(object.spec.containers) > "1"',
  '"\u0000" == owner.kind',
  'duration("1h") > 3',
  `${'true && '.repeat(120)}true`,
  '0x',
  'object.spec.?priority.orValue(0) > 9223372036854775808',
  "has(object['spec'])",
  '[1,2,3].map(x, x * 2) == [2,4,6]',
];

const PATHS = [
  '$',
  '$.',
  '$..',
  '$[?(@.a)]',
  '$.spec[0',
  '$..a..b',
  "$['a']['b.c/d']",
  '$.spec.containers[*].image',
  '$.spec.containers[-1]',
  '$.spec.containers[99999]',
  '$.spec.*',
  '$.`parent`',
  '$.spec.containers[(@.length-1)]',
  '$.constructor.constructor',
  '$.__proto__',
  'spec.a',
  '$ ',
  '',
];

export const inTree: Readonly<Record<string, Spoil>> = {
  'a part that is something else': tree((parts, below) => {
    const { within, key } = aPart(parts, below);
    within[key] = STRANGERS[below(STRANGERS.length)];
  }),
  'a part that is gone': tree((parts, below) => {
    const { within, key } = aPart(parts, below);
    delete within[key];
  }),
  'a field nobody knows': tree((parts, below) => {
    const { within, key } = aPart(parts, below);
    within[`${key}s`] = within[key];
  }),
  'a field by another name': tree((parts, below) => {
    const { within, key } = aPart(parts, below);
    within[key.toUpperCase()] = within[key];
    delete within[key];
  }),
  'a part that never ends': tree((parts, below) => {
    const { within, key } = aPart(parts, below);
    let deep: unknown = within[key];
    for (let depth = below(200); depth > 0; depth--) deep = depth % 2 === 0 ? [deep] : { deep };
    within[key] = deep;
  }),
  'a list as long as the day': tree((parts, below) => {
    const { within, key } = aPart(parts, below);
    within[key] = Array.from({ length: 1 + below(3000) }, (_, i) => `n${i}`);
  }),
  'a part moved elsewhere': tree((parts, below) => {
    const [from, to] = [aPart(parts, below), aPart(parts, below)];
    to.within[to.key] = structuredClone(from.within[from.key]);
  }),
  'a condition that is none, in CEL': tree((parts, below) =>
    condition(parts, { name: 'it', cel: EXPRESSIONS[below(EXPRESSIONS.length)] }),
  ),
  'a condition that is none, by JSONPath': tree((parts, below) =>
    condition(parts, { name: 'it', jsonPath: PATHS[below(PATHS.length)] }),
  ),
  'a name that is none': tree((parts, below) => {
    const names = ['', 'A', 'a_b', '-a', 'a..b', 'x'.repeat(300), 7, null, '😀', 'a/b', 'a\nb'];
    const { root } = parts;
    root['metadata'] = { name: names[below(names.length)] };
  }),
  'a kind of its own': tree(({ root }, below) => {
    const kinds = ['GpuPolicies', 'gpupolicy', 'ConfigMap', 'List', '', 'World', 'GpuPolicy '];
    root['kind'] = kinds[below(kinds.length)];
  }),
  'a version of its own': tree(({ root }, below) => {
    const versions = ['tranche.dev/v1', 'v1', '', 'tranche.dev', 'Tranche.dev/v1alpha1', 1];
    root['apiVersion'] = versions[below(versions.length)];
  }),
};

interface Part {
  readonly within: Record<string, unknown>;
  readonly key: string;
}

interface Parts {
  readonly root: Record<string, unknown>;
  readonly all: readonly Part[];
}

function tree(spoil: (parts: Parts, below: Below) => void): Spoil {
  return (text, below) => {
    const root: unknown = parse(text);
    if (!hasParts(root)) return text;
    spoil({ root, all: [...partsOf(root)] }, below);
    return stringify(root);
  };
}

/** Of the head, the spec, and all below. */
function* partsOf(within: unknown): Generator<Part> {
  if (!hasParts(within)) return;
  for (const [key, part] of Object.entries(within)) {
    yield { within, key };
    yield* partsOf(part);
  }
}

/** Lists too are met by their keys. */
const hasParts = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The spec is all there is to say, so half of the time it is met there and not in the head. */
function aPart({ root, all }: Parts, below: Below): Part {
  return all[below(all.length)] ?? { within: root, key: 'spec' };
}

function condition({ root }: Parts, one: Json): void {
  const { spec } = root;
  const match = isRecord(spec) && isRecord(spec['match']) ? spec['match'] : {};
  root['spec'] = { ...(isRecord(spec) ? spec : {}), match: { ...match, conditions: [one] } };
}
