/** Documents for tests, made the way real ones are: by reading. */
import type { WorkloadClass } from '../core/decision.ts';
import type { Subject } from '../core/terms.ts';
import { compile, type PolicySet } from './compile.ts';
import { placeOf, type Document, type Fault } from './documents.ts';
import { readObject, readText } from './read.ts';
import { sentenceOf } from './render.ts';
import type { Json } from './schema/forms.ts';
import type { Kind } from './schema/kinds.ts';
import { API_VERSION } from './schema/words.ts';

/** Throws where the text has faults: the test meant it well. */
export function read(text: string, file = 'a.yaml'): readonly Document[] {
  const { documents, faults } = readText(file, text);
  if (faults.length > 0) throw new Error(faults.map(lineOf).join('\n'));
  return documents;
}

export function object(kind: Kind, name: string, spec: Json, namespace?: string): Document {
  const metadata = namespace === undefined ? { name } : { name, namespace };
  const { documents, faults } = readObject(`${kind} ${name}`, {
    apiVersion: API_VERSION,
    kind,
    metadata,
    spec,
  });
  const [document] = documents;
  if (document === undefined) throw new Error(faults.map(lineOf).join('\n'));
  return document;
}

export const policy = (name: string, spec: Json): Document => object('GpuPolicy', name, spec);

export function setOf(...documents: readonly Document[]): PolicySet {
  const compiled = compile(documents);
  if (!compiled.ok) throw new Error(compiled.faults.map(lineOf).join('\n'));
  return compiled.set;
}

/** As `faults` prints it: `a.yaml:3:4: /spec/mode must be …`. */
export const lineOf = (fault: Fault): string => `${placeOf(fault)}: ${sentenceOf(fault)}`;

export const faultLines = (...documents: readonly Document[]): string[] => {
  const compiled = compile(documents);
  return compiled.ok ? [] : compiled.faults.map(lineOf);
};

export const subject = (differs: Partial<Subject> = {}): Subject => ({
  namespace: 'speech',
  namespaceLabels: {},
  podLabels: {},
  ownerKind: 'Deployment',
  ownerName: 'whisper',
  ...differs,
});

/** Name of the policy whose terms hold. */
export function winner(set: PolicySet, of: Subject, as: WorkloadClass = 'serving'): string {
  const terms = set.terms(of, as);
  return terms === 'none' ? 'none' : terms.policy;
}

export const catalogue = (name = 'test', products: readonly string[] = ['H100-80GB']): Document =>
  object('GpuCatalogue', name, {
    products: products.map((product) => ({
      name: product,
      labels: [`NVIDIA-${product}`],
      memoryMiB: 81_559,
      sms: 132,
      computeSlices: 7,
      memorySlices: 8,
      source: 'made up',
    })),
  });
