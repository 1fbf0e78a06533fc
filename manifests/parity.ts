/**
 * The chart and the kustomization, rendered by the real tools and held against each other. Given
 * the tools and not finding them, so that the end-to-end tests can hand in those of their cluster.
 */
import { parseAllDocuments } from 'yaml';
import { at } from './generate/files.ts';
import { type Difference, sameObjects } from './same-objects.ts';

type Run = (args: readonly string[]) => Promise<{ readonly stdout: string }>;

export interface Tools {
  readonly helm: Run;
  readonly kubectl: Run;
}

export const chart = at('manifests/chart');

export const postures = {
  observe: { values: [], kustomization: at('manifests/kustomize/base') },
  enforce: {
    values: ['--set', 'enforce=true'],
    kustomization: at('manifests/kustomize/overlays/enforce'),
  },
} as const;

/** As `helm install` would send them; what `crds/` holds it sends first. */
export const template: readonly string[] = [
  'template',
  'tranche',
  chart,
  '--namespace=tranche-system',
  '--include-crds',
];

export async function parity(tools: Tools, posture: keyof typeof postures): Promise<Difference[]> {
  const { values, kustomization } = postures[posture];
  const rendered = await tools.helm([...template, ...values]);
  const built = await tools.kubectl(['kustomize', kustomization]);
  return sameObjects(
    objectsIn(rendered.stdout),
    // The one thing that Helm makes by a flag (--create-namespace) and not from a template.
    objectsIn(built.stdout).filter((object) => !isNamespace(object)),
  );
}

export function objectsIn(text: string): object[] {
  return parseAllDocuments(text).flatMap((document) => {
    if (document.errors[0]) throw document.errors[0];
    const value: unknown = document.toJS();
    return typeof value === 'object' && value !== null ? [value] : [];
  });
}

const isNamespace = (object: object): boolean => 'kind' in object && object.kind === 'Namespace';
