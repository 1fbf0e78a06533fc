/** Kinds in other letters than the owner references of pods have them: they are compared letter by letter, so none matches. */
import { signs } from '../../core/identity/signs.ts';
import type { Document } from '../documents.ts';
import { finding, type Finding, type Linted } from './finding.ts';

/** Those whose pods we tell apart by rule, which most workloads are of; a stranger's kind may be spelt as it likes. */
const KNOWN: ReadonlySet<string> = new Set([
  'DaemonSet',
  ...signs.flatMap(({ owner, top }) => [owner, top].map((one) => one?.split('.')[0] ?? '')),
]);

export const ownerKinds = ({ policies, exemptions }: Linted): Finding[] => [
  ...policies.flatMap((one) => misspelt(one, one.value.spec.match.ownerKinds)),
  ...exemptions.flatMap((one) => misspelt(one, one.value.spec.match.ownerKinds)),
];

const misspelt = (document: Document, kinds: readonly string[]): Finding[] =>
  kinds.flatMap((kind, i) => {
    const meant = KNOWN.has(kind) ? undefined : meantBy(kind);
    if (meant === undefined) return [];
    const says = `is ${kind}, which no owner of a pod is called: kinds are compared letter by letter`;
    const help = `did you mean ${meant}?`;
    return [finding('lint/no-kind', document, { at: `/spec/match/ownerKinds/${i}`, says, help })];
  });

/** `deployment`, `Deployments`, as kubectl takes them. */
const meantBy = (kind: string): string | undefined =>
  [...KNOWN].find((one) => {
    const [known, written] = [one.toLowerCase(), kind.toLowerCase()];
    return known === written || `${known}s` === written;
  });
