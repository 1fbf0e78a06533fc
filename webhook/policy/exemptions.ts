/** GpuExemption documents made ready: matchers instead of globs, and times that exist. */
import { bounded } from '../core/bounded.ts';
import type { Addressed, Exemption } from '../core/exemption.ts';
import type { Subject } from '../core/terms.ts';
import type { Document, Fault } from './documents.ts';
import { anyOf } from './globs.ts';
import { keyFaults } from './label-faults.ts';
import { secondsOf, timeFault } from './profiles.ts';
import type { GpuExemption } from './schema/gpu-exemption.ts';

export interface Exemptions {
  /** By name, whether in force or not. */
  readonly all: readonly Addressed[];
  of(subject: Subject): readonly Exemption[];
}

/** Namespaces for which it is remembered which exemptions are theirs. */
const REMEMBERED = 4_096;
const NONE: readonly Exemption[] = [];

export function exemptionsOf(documents: readonly Document<GpuExemption>[]): {
  exemptions: Exemptions;
  faults: readonly Fault[];
} {
  const all = documents.map(addressed).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const here = bounded<readonly Addressed[]>(REMEMBERED);

  function concerning(namespace: string): readonly Addressed[] {
    const known = here.get(namespace);
    if (known !== undefined) return known;
    const found = all.filter((one) => one.concerns(namespace));
    here.set(namespace, found);
    return found;
  }

  return {
    exemptions: {
      all,
      of(subject) {
        const near = all.length === 0 ? all : concerning(subject.namespace);
        return near.length === 0 ? NONE : near.filter((one) => one.matches(subject));
      },
    },
    faults: documents.flatMap((document) => [
      ...timeFault(document, '/spec/expires', document.value.spec.expires),
      ...keyFaults(document, '/spec/match/podLabels', document.value.spec.match.podLabels),
    ]),
  };
}

function addressed({ name, uid, value: { spec } }: Document<GpuExemption>): Addressed {
  const { owner, reason, expires, rules, match } = spec;
  const concerns = anyOf(match.namespaces);
  const ownerName = anyOf(match.ownerNames);
  const labels = Object.entries(match.podLabels);
  return {
    name,
    ...(uid === undefined ? {} : { uid }),
    owner,
    reason,
    until: expires,
    expires: secondsOf(expires),
    rules,
    concerns,
    matches: (subject) =>
      concerns(subject.namespace) &&
      (match.ownerKinds.length === 0 || match.ownerKinds.includes(subject.ownerKind)) &&
      ownerName(subject.ownerName) &&
      labels.every(([key, wanted]) => subject.podLabels[key] === wanted),
  };
}
