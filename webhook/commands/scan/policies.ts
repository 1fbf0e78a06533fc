/** By which policies a scan judges: those it is given, else those that are there, else the pack to begin with. */
import type { Document } from '../../policy/documents.ts';
import type { PoliciesBy } from '../../scan/report.ts';
import { starter } from '../paths.ts';
import { documentsAt, policiesAt } from '../terminal.ts';
import { unfaulty } from '../unfaulty.ts';
import { sharingPolicies } from '../ungoverned.ts';

export interface ByPolicies extends PoliciesBy {
  readonly documents: readonly Document[];
}

const OF_POLICY: readonly Document['kind'][] = ['GpuPolicy', 'GpuQuota', 'GpuExemption'];

/** `forbidden`: there may be policies that whoever asks may not see. */
export function judgedBy(
  documents: readonly Document[],
  paths: readonly string[],
  whose: 'cluster' | 'files',
  forbidden = false,
): ByPolicies {
  const given = paths.length === 0 ? [] : unfaulty(policiesAt(paths));
  if (given.length > 0)
    return {
      by: 'files',
      says: `judged by ${paths.join(', ')}${namesOf(given)}`,
      documents: instead(documents, given),
    };
  if (sharingPolicies(documents).length > 0)
    return {
      by: whose,
      says: `judged by the policies of the ${whose}${namesOf(documents)}`,
      documents,
    };
  const packed = unfaulty(documentsAt([starter]));
  const none = forbidden ? 'GpuPolicies may not be seen (forbidden)' : 'no GpuPolicy is to be seen';
  return {
    by: 'default',
    ...(forbidden ? { forbidden: true as const } : {}),
    says: `${none}: judged by policies/packs/starter${namesOf(packed)}; --policies takes others`,
    documents: [...documents, ...packed],
  };
}

const namesOf = (documents: readonly Document[]): string => {
  const names = sharingPolicies(documents).map(({ name }) => name);
  return names.length === 0 ? '' : ` (${names.join(', ')})`;
};

const titleOf = ({ kind, namespace = '', name }: Document): string =>
  `${kind} ${namespace}/${name}`;

/** What is given takes the place of what says the same, and of all policies. */
export function instead(documents: readonly Document[], given: readonly Document[]): Document[] {
  const own = new Set(given.map(titleOf));
  const others = documents.filter((one) => !OF_POLICY.includes(one.kind) && !own.has(titleOf(one)));
  return [...others, ...given];
}
