/**
 * What an edit says that no record can answer: quotas, since a record tells when a pod came and not
 * when it went; and conditions on fields that a record does not hold.
 */
import { canonical } from '../../policy/canonical.ts';
import { ofKind } from '../../policy/documents.ts';
import type { Cast } from './cast.ts';

export interface Unjudged {
  /** Names of GpuQuotas that are not the same in both sets. */
  readonly quotas: readonly string[];
  readonly quotaless: boolean;
  readonly halfPriced: boolean;
  /** `policy/condition: field`, in either set. */
  readonly conditions: readonly string[];
}

export const unjudgedIn = (before: Cast, after: Cast): Unjudged => ({
  quotas: differing(quotasOf(before), quotasOf(after)),
  quotaless: quotasOf(before).size === 0,
  halfPriced: before.priced !== after.priced,
  conditions: [...new Set([before, after].flatMap(conditionsOf))].toSorted(),
});

type Quotas = ReadonlyMap<string, string>;

const quotasOf = ({ stage }: Cast): Quotas =>
  new Map(ofKind(stage.documents, 'GpuQuota').map(({ name, value }) => [name, canonical(value)]));

const differing = (before: Quotas, after: Quotas): string[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .toSorted();

const conditionsOf = ({ stage }: Cast): string[] =>
  ofKind(stage.documents, 'GpuPolicy').flatMap(({ name, value }) =>
    (value.spec.match.conditions ?? []).flatMap((one) => {
      const field = fieldsIn(one.cel ?? one.jsonPath ?? '').find((each) => !KEPT.has(each));
      return field === undefined ? [] : [`${name}/${one.name}: ${field}`];
    }),
  );

/** `.field`, `.?field`, `['field']` and `.*`, but no key of a map and no function. */
function fieldsIn(asked: string): string[] {
  const plain = asked.replaceAll(KEYS, '$1').replaceAll(QUOTED, '.$1').replaceAll(TEXT, '');
  return [...plain.matchAll(FIELD)].map(([, field = '']) => field);
}

/** Of maps that are kept whole. */
const KEYS =
  /\b(labels|namespaceLabels|nodeSelector|limits|requests)(?:\[\??\s*(?:'[^']*'|"[^"]*")\s*\]|\.[\w-]+(?!\w*\())/g;
/** Behind what it is a field of; elsewhere it is a list of texts. */
const QUOTED = /(?<=[\w$\])])\[\??\s*['"]([^'"]*)['"]\s*\]/g;
/** What a field is compared with. */
const TEXT = /'[^']*'|"[^"]*"/g;
const FIELD = /\.\??([A-Za-z]\w*|\*)(?![\w]|\s*\()/g;

/** Of a pod, as records hold them whole. */
const KEPT: ReadonlySet<string> = new Set(
  (
    'object metadata labels namespace generateName ownerReferences apiVersion kind controller spec ' +
    'containers initContainers ephemeralContainers image resources limits requests nodeSelector ' +
    'nodeName tolerations key operator effect schedulerName runtimeClassName hostIPC hostPID ' +
    'activeDeadlineSeconds terminationGracePeriodSeconds overhead resourceClaims name'
  ).split(' '),
);
