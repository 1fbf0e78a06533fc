/**
 * How far a finding reaches, kept beside its fingerprint, of which no figure is part: what was accepted
 * for one pod that asks for a GPU was not accepted for ten, nor for one that asks for eight.
 */
import { parseQuantity } from '../core/quantity.ts';
import { resourceNames, seats, type Container, type Pod } from '../core/pod.ts';
import { readPod } from '../core/read-pod.ts';
import { counted } from '../core/text.ts';
import type { Raw } from '../expand/raw.ts';
import { levels, type Extent, type Level } from './report.ts';

/** Of what every node has, more is asked for every day, and no GPU is held by it. */
const PLAIN = /^(cpu|memory|storage|ephemeral-storage|hugepages-.*)$/;

interface Template {
  /** The first of its pods; they are alike. */
  readonly pods: readonly Raw[];
  readonly replicas: number;
}

/** Nothing where its pods cannot be read, or it makes none. `held`: how many of its pods it is. */
export function extentOf(
  { pods: [first], replicas }: Template,
  held = replicas,
): { readonly extent?: Extent } {
  const read = first === undefined ? undefined : readPod(first);
  return read?.ok === true ? { extent: { pods: held, asked: askedBy(read.pod) } } : {};
}

function askedBy(pod: Pod): Extent['asked'] {
  const parts = new Map<string, string[]>();
  for (const { container } of seats(pod))
    for (const name of new Set(resourceNames(container)))
      if (!PLAIN.test(name))
        parts.set(name, [...(parts.get(name) ?? []), largest(container, name)]);
  for (const one of pod.spec.resourceClaims ?? [])
    parts.set(`claim ${one.resourceClaimTemplateName ?? one.resourceClaimName ?? one.name}`, ['1']);
  const names = [...parts.keys()].toSorted();
  return Object.fromEntries(names.map((name) => [name, summed(parts.get(name) ?? [])]));
}

function largest({ resources }: Container, name: string): string {
  const texts = [resources?.limits, resources?.requests].flatMap((list) =>
    list !== undefined && Object.hasOwn(list, name) ? [String(list[name])] : [],
  );
  return texts.reduce((one, other) => (isMore(other, one) ? other : one));
}

/** What is no number stays as it was written, so that it can at least be told from others. */
function summed(texts: readonly string[]): string {
  const [first = '0'] = texts;
  if (texts.length === 1) return first;
  const amounts = texts.map(parseQuantity).filter((one) => one !== 'invalid');
  return amounts.length === texts.length
    ? String(amounts.reduce((sum, one) => sum + one, 0))
    : texts.join(' + ');
}

/**
 * What is more than it was, a sentence each; `where` is it that it was less. A note refuses nobody and keeps
 * nobody waiting, and whoever adds a replica need not read it again.
 */
export function worseThan(
  before: Extent,
  { pods, asked }: Extent,
  { where, level }: { readonly where: string; readonly level: Level },
): string[] {
  const held = level === 'error' ? ' refused' : '';
  return [
    ...(pods > before.pods && level !== 'note'
      ? [`${counted(pods, 'pod')}${held}, ${before.pods} ${where}`]
      : []),
    ...Object.entries(asked).flatMap(([name, text]) => {
      const was = Object.hasOwn(before.asked, name) ? before.asked[name] : undefined;
      if (was === undefined) return [`asks for ${name}: ${text}, not ${where}`];
      return isMore(text, was) ? [`asks for ${name}: ${text}, ${was} ${where}`] : [];
    }),
  ];
}

/** What was told then and is refused now. */
export const harderThan = (was: Level, is: Level, where: string): string[] =>
  levels.indexOf(is) < levels.indexOf(was) ? [`${is}, ${was} ${where}`] : [];

/** Nobody knows of what is no number whether it is more. */
function isMore(text: string, than: string): boolean {
  const [one, other] = [parseQuantity(text), parseQuantity(than)];
  return one === 'invalid' || other === 'invalid' ? text !== than : one > other;
}
