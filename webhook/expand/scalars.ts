/**
 * What kubectl takes a plain scalar for: the table of go-yaml's second version, by which sigs.k8s.io/yaml
 * reads. It is YAML 1.1 without dates and without numbers to the base of sixty, which stay text.
 */
import { Schema, type ScalarTag } from 'yaml';

export type Value = string | number | boolean | null;

const WORDS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map(
    (word) => [word, true] as const,
  ),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(
    (word) => [word, false] as const,
  ),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
]);

export function valueOf(written: string): Value {
  const word = WORDS.get(written);
  return word === undefined ? (numberOf(written) ?? written) : word;
}

const FRACTION = /^\.[0-9](?:_?[0-9])*(?:[eE][-+]?[0-9]+)?$/;
const DECIMAL = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const OTHER_BASE = /^([-+]?)0(?:([xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+)|([0-7]+))$/;
/** Of 64 bits; what is larger is text, or to the base of ten. */
const MOST = 2 ** 64;

/** What is too large for a float is text. */
function numberOf(written: string): number | undefined {
  const plain = written.replaceAll('_', '');
  if (written.startsWith('.')) return FRACTION.test(written) ? finite(plain) : undefined;
  if (!/^[-+0-9]/.test(written)) return undefined;
  const [, sign, based, octal] = OTHER_BASE.exec(plain) ?? [];
  if (sign !== undefined) {
    const number = Number(`0${based ?? `o${octal}`}`);
    if (number <= MOST) return sign === '-' ? -number : number;
  }
  return DECIMAL.test(plain) ? finite(plain) : undefined;
}

function finite(plain: string): number | undefined {
  const number = Number(plain);
  return Number.isFinite(number) ? number : undefined;
}

const NO_JSON = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

type Tell = (says: string) => void;

const PLAIN: ScalarTag = {
  tag: 'tag:tranche.dev,2026:plain',
  default: true,
  // The first letters of all that is no text.
  test: /^(?:[-+.0-9~nNyYtTfFoO]|$)/,
  resolve(written: string, tell: Tell) {
    if (NO_JSON.test(written)) tell(`${written} is no number that Kubernetes knows`);
    return valueOf(written);
  },
};

/** Of a tag that somebody has written, in quotes or not. */
const tagged = (tag: string, isOne: (value: Value) => boolean): ScalarTag => ({
  tag: `tag:yaml.org,2002:${tag}`,
  resolve(written: string, tell: Tell) {
    const value = valueOf(written);
    if (!isOne(value)) tell(`${JSON.stringify(written)} cannot be read as !!${tag}`);
    return value;
  },
});

const TAGS: readonly ScalarTag[] = [
  PLAIN,
  tagged('int', Number.isInteger),
  tagged('float', (value) => typeof value === 'number'),
  tagged('bool', (value) => typeof value === 'boolean'),
  tagged('null', (value) => value === null),
  { tag: 'tag:yaml.org,2002:timestamp', resolve: (written: string) => written },
  {
    tag: 'tag:yaml.org,2002:binary',
    resolve: (written: string) => Buffer.from(written, 'base64').toString(),
  },
];

/** One for all documents. Maps, lists and text are as ever. */
const SCHEMA = new Schema({
  schema: 'failsafe',
  merge: true,
  resolveKnownTags: false,
  customTags: (tags) => [...tags, ...TAGS],
});

/** How the parser is asked. Keys that are written twice are looked for when the document is walked. */
export const AS_KUBECTL = {
  version: '1.1',
  schema: SCHEMA,
  prettyErrors: false,
  uniqueKeys: false,
} as const;
