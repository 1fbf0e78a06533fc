/** The few lines of a pod that a decision may touch, as YAML, and what changed in them. */
import { structuredPatch } from 'diff';
import { stringify } from 'yaml';
import { namesGpu } from '../core/governed.ts';
import { oneLine } from '../core/text.ts';
import type { Colours } from './colour.ts';

type Raw = Readonly<Record<string, unknown>>;

const isRaw = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const member = (value: unknown, key: string): unknown => (isRaw(value) ? value[key] : undefined);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** GPU containers with their resources, node affinity, and tolerations that are not everyone's. */
export function podView(pod: unknown): string {
  const spec = member(pod, 'spec');
  const view: Record<string, unknown> = {};
  for (const key of ['initContainers', 'containers']) {
    const shown = list(member(spec, key)).filter(asksForGpu).map(resources);
    if (shown.length > 0) view[key] = Object.fromEntries(shown);
  }
  const affinity = member(member(spec, 'affinity'), 'nodeAffinity');
  const required = member(affinity, 'requiredDuringSchedulingIgnoredDuringExecution');
  const terms = list(member(required, 'nodeSelectorTerms')).map(termLine);
  // Terms are joined by or; one line each.
  if (terms.length > 0) view['node'] = terms.length === 1 ? terms[0] : terms;
  const wishes = list(member(affinity, 'preferredDuringSchedulingIgnoredDuringExecution'));
  if (wishes.length > 0) view['prefer'] = wishes.map(wishLine);
  const tolerations = list(member(spec, 'tolerations'))
    .filter((one) => !everyones(one))
    .map(tolerationLine);
  if (tolerations.length > 0)
    view['tolerate'] = tolerations.length === 1 ? tolerations[0] : tolerations;
  return stringify(view, { lineWidth: 0 });
}

const termLine = (term: unknown): string =>
  list(member(term, 'matchExpressions'))
    .map((expression) => {
      const values = list(member(expression, 'values')).map(word);
      return [
        word(member(expression, 'key')),
        word(member(expression, 'operator')),
        ...values,
      ].join(' ');
    })
    .join(', ');

const wishLine = (wish: unknown): string =>
  `${termLine(member(wish, 'preference'))} (weight ${word(member(wish, 'weight'))})`;

const tolerationLine = (toleration: unknown): string =>
  ['key', 'operator', 'value', 'effect']
    .map((key) => word(member(toleration, key)))
    .filter((text) => text !== '')
    .join(' ');

const word = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

const asksForGpu = (container: unknown): boolean =>
  Object.values(member(container, 'resources') ?? {}).some(
    (amounts) => isRaw(amounts) && Object.keys(amounts).some(namesGpu),
  );

/** GPU resources only: the others are never touched. */
function resources(container: unknown): [string, unknown] {
  const limits = member(member(container, 'resources'), 'limits');
  const gpus = isRaw(limits) ? Object.entries(limits).filter(([key]) => namesGpu(key)) : [];
  return [
    word(member(container, 'name')),
    Object.fromEntries(gpus.map(([key, value]) => [key, word(value)])),
  ];
}

/** Added to every pod by the API server. */
function everyones(toleration: unknown): boolean {
  const key = member(toleration, 'key');
  return typeof key === 'string' && key.startsWith('node.kubernetes.io/');
}

const LONGEST = 4096;

/** A small unified diff of the two views, without header; empty where nothing differs. */
export function podDiff(before: unknown, after: unknown, colours: Colours): string[] {
  const patch = structuredPatch('', '', podView(before), podView(after), '', '', { context: 1 });
  return patch.hunks
    .flatMap(({ lines }) => lines)
    .filter((line) => !line.startsWith('\\'))
    .map((line) => oneLine(line, LONGEST))
    .map((line) =>
      line.startsWith('+')
        ? colours.green(line)
        : line.startsWith('-')
          ? colours.red(line)
          : colours.dim(line),
    );
}
