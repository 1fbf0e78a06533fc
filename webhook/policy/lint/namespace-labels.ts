/** Labels that a policy asks of namespaces, and that none has: it never matches. */
import { holdsAll } from '../../core/selector.ts';
import { step, type Document } from '../documents.ts';
import { suggestion } from '../../core/nearest.ts';
import { finding, type Finding, type Linted } from './finding.ts';

type Labels = Readonly<Record<string, string>>;

export function unknownLabels({ policies, labels }: Linted): Finding[] {
  if (labels === undefined) return [];
  return policies.flatMap((document) =>
    unmet(document, document.value.spec.match.namespaceLabels, labels),
  );
}

function unmet(document: Document, asked: Labels, known: readonly Labels[]): Finding[] {
  const above = '/spec/match/namespaceLabels';
  const alone = Object.entries(asked).flatMap(([key, value]) => {
    if (known.some((labels) => labels[key] === value)) return [];
    const says = `asks for ${key}=${value}, and no namespace has that`;
    const told = { at: `${above}${step(key)}`, says, help: helpFor(key, value, known) };
    return [finding('lint/no-label', document, told)];
  });
  if (alone.length > 0 || known.some((labels) => holdsAll(labels, asked))) return alone;
  const all = Object.entries(asked).map(([key, value]) => `${key}=${value}`);
  const says = `asks for ${all.join(' and ')}, and no namespace has all of them`;
  const help = 'kubectl get namespaces --show-labels';
  return [finding('lint/no-label', document, { at: above, says, help })];
}

function helpFor(key: string, value: string, known: readonly Labels[]): string {
  const values = known.map((labels) => labels[key]).filter((one) => one !== undefined);
  if (values.length > 0) return suggestion(value, [...new Set(values)].toSorted(), `${key} is`);
  const keys = new Set(known.flatMap((labels) => Object.keys(labels)));
  return suggestion(key, [...keys].toSorted(), 'labels of namespaces');
}
