/** One link up by a sign: whose owner's name follows, as that controller writes it, from the top's. */
import type { Labels } from '../pod.ts';
import { partsOf, restFits, widthOf, type Part } from './rest.ts';
import { signs, type Sign } from './signs.ts';

export interface Link {
  readonly kind: string;
  readonly group: string;
  readonly name: string;
  /** Which rule named it. */
  readonly by: string;
}

export function above(owner: Link, labels: Labels): Link | undefined {
  for (const { sign, rests, top, by } of prepared.get(`${owner.kind}.${owner.group}`) ?? []) {
    if (!has(labels, sign.where)) continue;
    const given = sign.label === undefined ? undefined : labels[sign.label];
    if (sign.label !== undefined && !given) continue;
    for (const rest of rests) {
      const name = topOf(owner.name, rest, labels, given) ?? cutTop(owner.name, rest, labels, sign);
      if (name !== undefined) return { ...top, name, by };
    }
  }
  return undefined;
}

function has(labels: Labels, wanted: Labels = {}): boolean {
  for (const key in wanted) if (labels[key] !== wanted[key]) return false;
  return true;
}

/** The name of the top, where `name` is that and then the rest; `undefined` where it is not. */
function topOf(
  name: string,
  rest: readonly Part[],
  labels: Labels,
  given: string | undefined,
): string | undefined {
  const top = given ?? name.slice(0, name.length - widthOf(rest, labels));
  if (top === '' || !name.startsWith(top)) return undefined;
  return restFits(name.slice(top.length), rest, labels) ? top : undefined;
}

/** `ChildName` of knative.dev/pkg/kmeta: names end at 63, and an MD5 sum stands for what is left out. */
const LONGEST = 63;
const SUM = 32;
const isSum = (text: string): boolean => /^[0-9a-f]{32}$/.test(text);

/** The top that the label gives, where `name` is the beginning of that, a sum and then the rest. */
function cutTop(
  name: string,
  rest: readonly Part[],
  labels: Labels,
  { cut, label = '' }: Sign,
): string | undefined {
  const given = labels[label];
  if (cut !== true || given === undefined || name.length !== LONGEST) return undefined;
  for (let head = LONGEST - SUM - 1; head > 0; head--) {
    const behind = name.slice(head + SUM);
    if (given.length + behind.length <= LONGEST || !name.startsWith(given.slice(0, head))) continue;
    if (isSum(name.slice(head, head + SUM)) && restFits(behind, rest, labels)) return given;
  }
  return undefined;
}

interface Prepared {
  readonly sign: Sign;
  readonly rests: readonly (readonly Part[])[];
  readonly top: { readonly kind: string; readonly group: string };
  readonly by: string;
}

const prepared = new Map<string, Prepared[]>();
for (const sign of signs) {
  const [kind = '', ...group] = sign.top.split('.');
  const rows = prepared.get(sign.owner) ?? [];
  const by = sign.label === undefined ? nameOfKind(sign.owner) : `label ${sign.label}`;
  rows.push({ sign, rests: sign.rest.map(partsOf), top: { kind, group: group.join('.') }, by });
  prepared.set(sign.owner, rows);
}

/** `replicaset-name`: the name of an owner of this kind gave it away. */
function nameOfKind(owner: string): string {
  return `${owner.slice(0, owner.indexOf('.')).toLowerCase()}-name`;
}
