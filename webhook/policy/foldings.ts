/** What policies say of identity: which labels name a workload instead of its owner. */
import { bounded } from '../core/bounded.ts';
import { NO_FOLDINGS, type Folding, type Foldings } from '../core/identity/fold.ts';
import { shortHash } from './canonical.ts';
import { byPriority } from './classes.ts';
import type { Document } from './documents.ts';
import type { Policy } from './policies.ts';
import type { GpuPolicy } from './schema/gpu-policy.ts';
import { asker, REMEMBERED } from './select.ts';

/** `policies` in the order they win. */
export function foldingsOf(
  policies: readonly Policy[],
  documents: readonly Document<GpuPolicy>[],
): Foldings {
  const naming = policies.filter(({ identity }) => identity.length > 0);
  if (naming.length === 0) return NO_FOLDINGS;
  const asked = asker(naming);
  const known = bounded<readonly Folding[]>(REMEMBERED);
  return {
    key: keyOfAll(documents),
    of(subject) {
      const key = asked.keyOf(subject, 'unknown');
      const found = known.get(key) ?? asked.matching(subject, 'unknown').map(folding);
      known.set(key, found);
      return found;
    },
  };
}

const folding = ({ name, identity }: Policy): Folding => ({ policy: name, labels: identity });

/** Of what matters to identity, in the order they win; a profile or a headroom may change without filing anybody again. */
const keyOfAll = (documents: readonly Document<GpuPolicy>[]): string =>
  shortHash(
    documents
      .filter(({ value }) => value.spec.identity !== undefined)
      .toSorted(byPriority)
      .map(({ name, value: { spec } }) => [name, spec.match, spec.identity]),
  );
