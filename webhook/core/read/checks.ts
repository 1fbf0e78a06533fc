/**
 * Checks of which a door to a typed object is made. A check says nothing where all is well, so no
 * pointer is built for a good object; a fault gathers its pointer on the way out, and the checks stay
 * ignorant of where they hang.
 */
import { token } from '../edits/pointer.ts';
import { isRecord } from '../record.ts';

export interface Fault {
  /** JSON pointer to what is wrong; '' is the whole. */
  readonly pointer: string;
  readonly says: string;
}

/** Whoever sends a thousand bad containers need not be told of each. */
const MANY = 20;

export type Faults = readonly Fault[] | undefined;
export type Check = (value: unknown) => Faults;
type Unread = Readonly<Record<string, unknown>>;

/** One entry a field that the type names: a new field in pod.ts does not compile until it is here. */
type Looked<T> = { readonly [K in keyof T]-?: Faults };

export const must = (wanted: string, got: unknown): Faults => [
  { pointer: '', says: `must be ${wanted}, got ${named(got)}` },
];

function named(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function gather(before: Faults, key: string | number, found: readonly Fault[]): readonly Fault[] {
  const at = `/${token(String(key))}`;
  const here = found.map(({ pointer, says }) => ({ pointer: at + pointer, says }));
  return before === undefined ? here : [...before, ...here].slice(0, MANY);
}

export const text: Check = (value) =>
  typeof value === 'string' ? undefined : must('a string', value);

export const truth: Check = (value) =>
  typeof value === 'boolean' ? undefined : must('true or false', value);

/** `1e999` is a number to JSON and none to anybody else. */
export const number: Check = (value) => {
  if (typeof value !== 'number') return must('a number', value);
  return Number.isFinite(value) ? undefined : must('a finite number', value);
};

const quantity: Check = (value) =>
  typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))
    ? undefined
    : must('a quantity such as 1 or "500m"', value);

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'];
export const operator: Check = (value) =>
  OPERATORS.some((known) => known === value)
    ? undefined
    : must(`one of ${OPERATORS.join(', ')}`, value);

/** `null` is not absent here: the API server never sends it, and whoever reads YAML drops it first. */
export const maybe = (check: Check, value: unknown): Faults =>
  value === undefined ? undefined : check(value);

export const list =
  (item: Check): Check =>
  (value) => {
    if (!Array.isArray(value)) return must('a list', value);
    let faults: Faults;
    for (let i = 0; i < value.length; i++) {
      const found = item(value[i]);
      if (found === undefined) continue;
      faults = gather(faults, i, found);
      if (faults.length >= MANY) break;
    }
    return faults;
  };

const map =
  (item: Check): Check =>
  (value) => {
    if (!isRecord(value)) return must('an object', value);
    let faults: Faults;
    for (const key in value) {
      const found = item(value[key]);
      if (found === undefined) continue;
      faults = gather(faults, key, found);
      if (faults.length >= MANY) break;
    }
    return faults;
  };

/**
 * `look` names each field in plain sight. A table of names and checks would be shorter, and five
 * times slower: a load by a name in a variable cannot be remembered where it stands.
 */
export const shape =
  <T>(look: (value: Unread) => Looked<T>): Check =>
  (value) => {
    if (!isRecord(value)) return must('an object', value);
    const looked: Readonly<Record<string, Faults>> = look(value);
    let faults: Faults;
    for (const key in looked) {
      const found = looked[key];
      if (found !== undefined) faults = gather(faults, key, found);
    }
    return faults;
  };

export const texts = list(text);
export const labels = map(text);
export const resources = map(quantity);
/** Counted, never looked into. */
export const anythings = list(() => undefined);
