/** GpuPolicy documents made ready: matchers instead of globs, terms for each class, guards by effect. */
import type { Catalogue } from '../core/catalogue.ts';
import type { Mechanism, Mode, RuleId, WorkloadClass } from '../core/decision.ts';
import type { Severity, Terms } from '../core/terms.ts';
import { floorMiB } from './amounts.ts';
import { productFault } from './catalogue.ts';
import { byPriority } from './classes.ts';
import { faultAt, type Document, type Fault } from './documents.ts';
import { anyOf, type Matches } from './globs.ts';
import type { GpuPolicy } from './schema/gpu-policy.ts';

type Spec = GpuPolicy['spec'];
type Sharing = NonNullable<Spec['sharing']>;

export interface Policy {
  readonly name: string;
  /** Place in the order they win, from 0. */
  readonly rank: number;
  readonly match: {
    readonly namespace: Matches;
    readonly ownerName: Matches;
    readonly ownerKinds: readonly string[];
    readonly classes: readonly WorkloadClass[];
    readonly namespaceLabels: readonly (readonly [key: string, value: string])[];
    readonly podLabels: readonly (readonly [key: string, value: string])[];
    /** The only owners it can match, where it names them without globs. */
    readonly owners: readonly string[] | 'any';
    /** Whether names of owners are looked at. */
    readonly byOwnerName: boolean;
  };
  readonly class: WorkloadClass | undefined;
  /** Keys of the labels that name a workload; none: the policy says nothing of identity. */
  readonly identity: readonly string[];
  /** Absent: the policy has no terms and does not compete. */
  readonly terms?: (of: WorkloadClass) => Terms;
  readonly guards: readonly (readonly [RuleId, Severity])[];
}

/** In the order they win. */
export function policiesOf(
  documents: readonly Document<GpuPolicy>[],
  catalogue: Catalogue,
): { policies: readonly Policy[]; faults: readonly Fault[] } {
  return {
    policies: documents.toSorted(byPriority).map(prepared),
    faults: documents.flatMap((document) => [
      ...classFault(document),
      ...identityFaults(document),
      ...ladderFaults(document),
      ...requireFaults(document),
      ...productFaults(document, catalogue),
    ]),
  };
}

function prepared({ name, value: { spec } }: Document<GpuPolicy>, rank: number): Policy {
  const { match, sharing, mode } = spec;
  const policy: Policy = {
    name,
    rank,
    match: {
      namespace: anyOf(match.namespaces),
      ownerName: anyOf(match.ownerNames),
      byOwnerName: match.ownerNames.length > 0,
      owners: exactly(match.ownerNames),
      ownerKinds: match.ownerKinds,
      classes: match.classes,
      namespaceLabels: Object.entries(match.namespaceLabels),
      podLabels: Object.entries(match.podLabels),
    },
    class: spec.class,
    identity: spec.identity ?? [],
    guards: spec.guards.map(({ rule, severity }) => [rule, weaker(severity, CAP[mode])]),
  };
  return sharing === undefined ? policy : { ...policy, terms: termsFor(name, mode, sharing) };
}

const exactly = (globs: readonly string[]): readonly string[] | 'any' =>
  globs.length === 0 || globs.some((glob) => glob.includes('*')) ? 'any' : [...new Set(globs)];

/** What a mode makes of a guardrail at most. */
const CAP: Readonly<Record<Mode, Severity>> = { observe: 'audit', warn: 'warn', enforce: 'deny' };
const RANK: Readonly<Record<Severity, number>> = { audit: 0, warn: 1, deny: 2 };

const weaker = (a: Severity, b: Severity): Severity => (RANK[a] <= RANK[b] ? a : b);
export const stricter = (a: Severity, b: Severity): Severity => (RANK[a] >= RANK[b] ? a : b);

/** Made once for each class and then shared: a Terms never changes. */
function termsFor(policy: string, mode: Mode, sharing: Sharing): (of: WorkloadClass) => Terms {
  const { ladder, floor, timeSlice, require, ...rest } = sharing;
  const common: Omit<Terms, 'ladder'> = {
    policy,
    mode,
    ...rest,
    floorMiB: floor === undefined ? 0 : floorMiB(floor.vram),
    timeSlice: {
      trustDomain: timeSlice.trustDomain,
      pools: timeSlice.pools.map(({ nodeLabels }) => nodeLabels),
    },
    require: require.map(({ values, ...expression }) =>
      values.length === 0 ? expression : { ...expression, values },
    ),
  };
  const made = new Map<WorkloadClass, Terms>();
  return (of) => {
    const terms = made.get(of) ?? { ...common, ladder: rungs(ladder, of) };
    made.set(of, terms);
    return terms;
  };
}

/** `whole` is always last; a class nobody could tell stays whole unless it is named. */
function rungs(ladder: Sharing['ladder'], of: WorkloadClass): readonly Mechanism[] {
  const named = ladder[of] ?? (of === 'unknown' ? [] : ladder.default);
  return [...new Set<Mechanism>([...named.filter((mechanism) => mechanism !== 'whole'), 'whole'])];
}

const classFault = (document: Document<GpuPolicy>): Fault[] => {
  const { class: given, match } = document.value.spec;
  if (given === undefined || match.classes.length === 0) return [];
  const says = `cannot be asked for by a policy that gives a class (${given})`;
  return [faultAt(document, '/spec/match/classes', says, 'make it two policies')];
};

/** Both are read from the identity, which would have to be known before it is given. */
function identityFaults(document: Document<GpuPolicy>): Fault[] {
  const { identity, match } = document.value.spec;
  if (identity === undefined) return [];
  return (['ownerNames', 'classes'] as const)
    .filter((field) => match[field].length > 0)
    .map((field) => {
      const says = `cannot be asked for by a policy that gives an identity (${identity.join(', ')})`;
      return faultAt(document, `/spec/match/${field}`, says, 'make it two policies');
    });
}

function ladderFaults(document: Document<GpuPolicy>): Fault[] {
  const { sharing } = document.value.spec;
  const ladder: readonly [string, readonly Mechanism[]][] = Object.entries(sharing?.ladder ?? {});
  return ladder.flatMap(([of, mechanisms]) => {
    const at = mechanisms.indexOf('whole');
    if (at < 0 || at === mechanisms.length - 1) return [];
    const says = `puts whole before ${mechanisms[at + 1]}, which would never be tried`;
    return [
      faultAt(document, `/spec/sharing/ladder/${of}/${at}`, says, 'whole comes last by itself'),
    ];
  });
}

const NEEDS: Readonly<Record<string, readonly [least: number, most: number, words: string]>> = {
  In: [1, Infinity, 'at least one value'],
  NotIn: [1, Infinity, 'at least one value'],
  Exists: [0, 0, 'no values'],
  DoesNotExist: [0, 0, 'no values'],
  Gt: [1, 1, 'one value'],
  Lt: [1, 1, 'one value'],
};

const requireFaults = (document: Document<GpuPolicy>): Fault[] =>
  (document.value.spec.sharing?.require ?? []).flatMap(({ operator, values }, i) => {
    const [least, most, words] = NEEDS[operator] ?? [0, Infinity, ''];
    if (values.length >= least && values.length <= most) return [];
    const says = `must have ${words} for ${operator}, has ${values.length}`;
    return [faultAt(document, `/spec/sharing/require/${i}/values`, says)];
  });

const productFaults = (document: Document<GpuPolicy>, catalogue: Catalogue): Fault[] =>
  (document.value.spec.sharing?.products ?? []).flatMap((name, i) =>
    productFault(document, `/spec/sharing/products/${i}`, name, catalogue),
  );
