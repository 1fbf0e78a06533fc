/**
 * One object of the cluster, looked at before it is stored. What is wrong with it alone no other
 * object can mend; what contradicts another may be on its way to be mended, so it is told apart.
 */
import { compile } from './compile.ts';
import { ofKind, titleOf, type Document, type Fault } from './documents.ts';
import { exemptionsOf } from './exemptions.ts';
import { ownFaults } from './policy-faults.ts';
import { teamsOf } from './quotas.ts';
import { readObject } from './read.ts';
import type { GpuProfile } from './schema/gpu-profile.ts';
import type { Kind } from './schema/kinds.ts';

export interface Findings {
  readonly alone: readonly Fault[];
  /** Beside what stands; looked for only in what is right by itself. */
  readonly beside: readonly Fault[];
}

/** `standing` is what is in force; `none` where nothing is, and nothing can be said of it. */
export function findingsOf(
  source: string,
  object: unknown,
  standing: readonly Document[] | 'none',
): Findings {
  const { documents, faults } = readObject(source, object);
  const [document] = documents;
  if (document === undefined) return { alone: faults, beside: [] };
  const alone = faultsAlone(document);
  if (alone.length > 0 || standing === 'none') return { alone, beside: [] };
  const compiled = compile([...companions(document, standing), document]);
  const ours = (fault: Fault) => fault.file === source || fault.also?.file === source;
  return { alone, beside: compiled.ok ? [] : compiled.faults.filter(ours) };
}

/** Of a profile all that is left to say the catalogue says. */
const faultsAlone = (document: Document): readonly Fault[] => [
  ...ofKind([document], 'GpuPolicy').flatMap(ownFaults),
  ...teamsOf(ofKind([document], 'GpuQuota')).faults,
  ...exemptionsOf(ofKind([document], 'GpuExemption')).faults,
];

/**
 * What it could contradict. Profiles are thousands and change by the hour: they are held against
 * cards and the others of their workload, and nothing else is held against them.
 */
function companions(document: Document, standing: readonly Document[]): readonly Document[] {
  const kinds: readonly Kind[] = ['GpuCatalogue', document.kind];
  const title = titleOf(document);
  const [profile] = ofKind([document], 'GpuProfile');
  const isNear = (one: Document): boolean =>
    profile === undefined || one.kind !== 'GpuProfile' || isOfWorkload(one, profile);
  // An object that is changed stands there already; a file of its name is another's.
  return standing.filter(
    (one) =>
      kinds.includes(one.kind) && isNear(one) && (one.uid === undefined || titleOf(one) !== title),
  );
}

const isOfWorkload = (one: Document, { namespace, value }: Document<GpuProfile>): boolean =>
  one.namespace === namespace &&
  ofKind([one], 'GpuProfile').some(
    (other) =>
      other.value.spec.workload.kind === value.spec.workload.kind &&
      other.value.spec.workload.name === value.spec.workload.name,
  );
