/** Policies, quotas and profiles among the manifests: a cluster goes by what it has, not by what is about to come. */
import { API_VERSION } from '../../policy/schema/words.ts';
import { ours } from '../../policy/schema/kinds.ts';
import { text, type Raw } from '../../expand/raw.ts';

/** They say what a World is, or are tried by `tranche test`, and no cluster has them. */
const OF_NO_CLUSTER = ['World', 'PolicyTest'];

export const isOwnPolicy = ({ apiVersion, kind }: Raw): boolean => {
  const name = text(kind) ?? '';
  return apiVersion === API_VERSION && Object.hasOwn(ours, name) && !OF_NO_CLUSTER.includes(name);
};

/** `by`: where there are files of `--policies`, they are the wish of whoever asks, and may be these. */
export function notCounted(
  kinds: ReadonlySet<string>,
  by: 'snapshot' | 'files' | 'server',
): string[] {
  const all = [...kinds].toSorted();
  const last = all.pop();
  if (last === undefined || by === 'files') return [];
  const named = all.length === 0 ? last : `${all.join(', ')} and ${last}`;
  const or = by === 'server' ? '' : ', or by files that --policies names';
  return [
    `Of ${named} among the manifests nothing counts here: pods are judged by what the cluster has${or}.`,
  ];
}
