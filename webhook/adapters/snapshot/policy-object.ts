/** Documents of our own kinds as a snapshot has them: what was read, and nothing that is not read. */
import { ofKind, titleOf, type Document } from '../../policy/documents.ts';
import { anyOf } from '../../policy/globs.ts';
import type { GpuPolicy } from '../../policy/schema/gpu-policy.ts';
import type { GpuExemption } from '../../policy/schema/gpu-exemption.ts';
import { ours } from '../../policy/schema/kinds.ts';
import { recordIn, isRecord, type Raw } from '../raw.ts';
import type { Hiding } from './hiding.ts';

/** There is one a file, or only `tranche test` reads it. */
const LEFT_OUT: readonly string[] = ['World', 'PolicyTest'];

const KINDS = Object.keys(ours).filter((kind) => !LEFT_OUT.includes(kind));

/** By kind and name, whatever order they were read in. */
export const policyObjects = (documents: readonly Document[], hiding: Hiding): readonly Raw[] =>
  KINDS.flatMap((kind) =>
    documents
      .filter((document) => document.kind === kind && concerns(document, hiding))
      .toSorted((a, b) => (titleOf(a) < titleOf(b) ? -1 : 1))
      .map(({ apiVersion, name, namespace, value }) => ({
        apiVersion,
        kind,
        metadata: namespace === undefined ? { name } : { name, namespace },
        spec: renamed(recordIn(isRecord(value) ? value : {}, 'spec'), hiding),
      })),
  );

/** Whether it says anything about namespaces that are shown. */
function concerns(document: Document, hiding: Hiding): boolean {
  const { namespaces } = hiding;
  if (namespaces === 'all') return true;
  if (document.namespace !== undefined) return hiding.shows(document.namespace);
  const [quota] = ofKind([document], 'GpuQuota');
  if (quota !== undefined) return quota.value.spec.namespaces.some((name) => hiding.shows(name));
  const globs = matched(document);
  return globs.length === 0 || namespaces.some(anyOf(globs));
}

function matched(document: Document): readonly string[] {
  const policies: Document<GpuPolicy | GpuExemption>[] = [
    ...ofKind([document], 'GpuPolicy'),
    ...ofKind([document], 'GpuExemption'),
  ];
  return policies.flatMap(({ value }) => value.spec.match.namespaces);
}

/** Lists of namespaces that it has anywhere: those of nobody who is shown have their other names. */
function renamed(spec: Raw, hiding: Hiding): Raw {
  if (hiding.namespaces === 'all') return spec;
  const within = (value: unknown, key: string): unknown => {
    if (Array.isArray(value))
      return value.map((item: unknown) =>
        typeof item === 'string' && LISTS.includes(key) && !item.includes('*')
          ? hiding.nameOf(item)
          : within(item, ''),
      );
    if (!isRecord(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, within(one, name)]),
    );
  };
  return Object.fromEntries(Object.entries(spec).map(([name, one]) => [name, within(one, name)]));
}

const LISTS = ['namespaces', 'except'];
