/** What the schema cannot say of a PolicyTest: cases of one name, cases of no pod, rules nobody knows. */
import { ruleIds } from '../core/rules.ts';
import { faultAt, step, type Document, type Fault } from './documents.ts';
import { suggestion } from '../core/nearest.ts';
import type { PolicyTest } from './schema/policy-test.ts';
import { twice } from './twice.ts';

export const policyTestFaults = (document: Document<PolicyTest>): Fault[] => [
  ...namesTwice(document),
  ...document.value.spec.cases.flatMap((_, i) => [
    ...podFault(document, i),
    ...ruleFaults(document, i),
  ]),
  ...['policies', 'world'].flatMap((field) => pathFaults(document, field)),
];

const namesTwice = (document: Document<PolicyTest>): Fault[] =>
  twice(
    document.value.spec.cases.map(({ name }, i) => ({
      key: name,
      title: name,
      pointer: `/spec/cases/${i}/name`,
      place: document.at(`/spec/cases/${i}/name`),
      says: () => 'is the name of an earlier case',
    })),
  );

function podFault(document: Document<PolicyTest>, i: number): Fault[] {
  const { pod, manifest } = document.value.spec.cases[i] ?? {};
  if ((pod === undefined) !== (manifest === undefined)) return [];
  const says =
    pod === undefined
      ? 'has no pod'
      : 'has a pod of its own and that of a manifest: which is meant?';
  return [faultAt(document, `/spec/cases/${i}`, says, 'write one of pod and manifest')];
}

const ruleFaults = (document: Document<PolicyTest>, i: number): Fault[] =>
  Object.keys(document.value.spec.cases[i]?.expect.rules ?? {})
    .filter((id) => !ruleIds.some((known) => known === id))
    .map((id) =>
      faultAt(
        document,
        `/spec/cases/${i}/expect/rules${step(id)}`,
        'is the id of no rule',
        suggestion(id, ruleIds, 'rules'),
      ),
    );

/** A suite that names a path of one machine runs on that one. */
function pathFaults(document: Document<PolicyTest>, field: string): Fault[] {
  const paths = field === 'policies' ? document.value.spec.policies : document.value.spec.world;
  return paths.flatMap((path, i) =>
    /^([/\\]|[A-Za-z]:)/.test(path)
      ? [faultAt(document, `/spec/${field}/${i}`, 'must be relative to this file')]
      : [],
  );
}
