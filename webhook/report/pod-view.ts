/** The few lines of a pod that a decision may touch, as YAML, and what changed in them. */
import { structuredPatch } from 'diff';
import { stringify } from 'yaml';
import { bounded } from '../core/bounded.ts';
import { DECISION, ORIGINAL } from '../core/governed.ts';
import { oneLine } from '../core/text.ts';
import type { Colours } from './colour.ts';
import { containersView } from './container-view.ts';
import { isRecord, list, member, word } from './looking.ts';

/**
 * GPU containers with their resources, node affinity, and tolerations that are not everyone's; of the
 * rest what differs from `other`, since most pods have much of it that no decision touches. Our own
 * two annotations are left out: they repeat what is told beside this.
 */
function podView(pod: unknown, other: unknown): Record<string, unknown> {
  const spec = member(pod, 'spec');
  const differing = (part: (of: unknown) => unknown): unknown =>
    JSON.stringify(part(pod)) === JSON.stringify(part(other)) ? undefined : part(pod);
  const affinity = member(member(spec, 'affinity'), 'nodeAffinity');
  const required = member(affinity, 'requiredDuringSchedulingIgnoredDuringExecution');
  const wishes = list(member(affinity, 'preferredDuringSchedulingIgnoredDuringExecution'));
  const tolerations = list(member(spec, 'tolerations')).filter((one) => !everyones(one));
  const view = {
    labels: marks(pod, other, 'labels'),
    annotations: marks(pod, other, 'annotations'),
    scheduler: differing((of) => member(member(of, 'spec'), 'schedulerName')),
    initContainers: containersView(spec, member(other, 'spec'), 'initContainers'),
    containers: containersView(spec, member(other, 'spec'), 'containers'),
    claims: differing((of) => list(member(member(of, 'spec'), 'resourceClaims')).map(claimLine)),
    // Terms are joined by or; one line each.
    node: oneOrMore(list(member(required, 'nodeSelectorTerms')).map(termLine)),
    prefer: wishes.map(wishLine),
    tolerate: oneOrMore(tolerations.map(tolerationLine)),
  };
  return Object.fromEntries(Object.entries(view).filter(([, part]) => !isEmpty(part)));
}

const oneOrMore = (lines: readonly string[]): unknown => (lines.length === 1 ? lines[0] : lines);

const isEmpty = (part: unknown): boolean =>
  part === undefined || ['[]', '{}'].includes(JSON.stringify(part));

/** Labels or annotations that the other has not, or has otherwise. */
function marks(pod: unknown, other: unknown, on: 'labels' | 'annotations'): unknown {
  const [own, others] = [pod, other].map((one) => member(member(one, 'metadata'), on));
  return Object.fromEntries(
    Object.entries(isRecord(own) ? own : {}).filter(
      ([key, value]) => !OURS.has(key) && member(others, key) !== value,
    ),
  );
}

const OURS: ReadonlySet<string> = new Set([DECISION, ORIGINAL]);

const claimLine = (claim: unknown): string =>
  [
    member(claim, 'name'),
    member(claim, 'resourceClaimTemplateName') ?? member(claim, 'resourceClaimName'),
  ]
    .map(word)
    .join(' from ');

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

/** Added to every pod by the API server. */
function everyones(toleration: unknown): boolean {
  const key = member(toleration, 'key');
  return typeof key === 'string' && key.startsWith('node.kubernetes.io/');
}

/** The head of a list of which nothing changed says nothing where its lines are not shown. */
const withoutOpening = (lines: readonly string[]): readonly string[] =>
  /^ .*:$/.test(lines.at(-1) ?? '') ? lines.slice(0, -1) : lines;

const LONGEST = 4096;

/** What is decided of a large repository is the same few changes over and over. */
const KEPT = 500;
const diffs = bounded<readonly string[]>(KEPT, { longestKey: 8192, allKeys: 1_000_000 });

/** A small unified diff of the two views, without header; empty where nothing differs. */
export function podDiff(before: unknown, after: unknown, colours: Colours): string[] {
  const views = [podView(before, after), podView(after, before)];
  const key = JSON.stringify(views);
  const lines = diffs.get(key) ?? diffOf(views.map((view) => stringify(view, { lineWidth: 0 })));
  diffs.set(key, lines);
  return lines.map((line) =>
    line.startsWith('+')
      ? colours.green(line)
      : line.startsWith('-')
        ? colours.red(line)
        : colours.dim(line),
  );
}

const diffOf = ([before = '', after = '']: readonly string[]): string[] =>
  structuredPatch('', '', before, after, '', '', { context: 1 })
    .hunks.flatMap(({ lines }) => withoutOpening(lines))
    .filter((line) => !line.startsWith('\\'))
    .map((line) => oneLine(line, LONGEST));
