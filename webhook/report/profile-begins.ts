/**
 * How the profile begins that would end a pod's want of evidence: whose it is and what was measured
 * is known here, and how much, to whoever has measured. YAML, to be pasted and filled in.
 */
import type { ContainerDecision, Decision } from '../core/decision.ts';
import { NO_PROFILE } from '../core/fit/need.ts';
import { oneLine } from '../core/text.ts';
import { yaml } from './yaml.ts';

/** A screen has room for no more; the next container's row is written like the last. */
const MOST_CONTAINERS = 3;

export function profileBegins(decision: Decision): string | undefined {
  const { workload, containers } = decision;
  const revisions = revisionsIn(decision);
  const rows = containers.flatMap((one, i) =>
    isUnmeasured(one) ? [rowOf(one, revisions[i])] : [],
  );
  if (rows.length === 0) return undefined;
  const { namespace, kind, name } = workload;
  return [
    'apiVersion: tranche.dev/v1alpha1',
    'kind: GpuProfile',
    `metadata: { name: ${word(name)}, namespace: ${word(namespace)} }`,
    'spec:',
    `  workload: { kind: ${word(kind)}, name: ${word(name)} }`,
    '  containers:',
    ...rows.slice(0, MOST_CONTAINERS).flat(),
    '',
  ].join('\n');
}

/** Behind a line of its own, for it is to be copied. */
export const beginning = (begins: string | undefined): string[] =>
  begins === undefined
    ? []
    : [
        '  a profile would change it, and begins:',
        ...begins
          .trimEnd()
          .split('\n')
          .map((line) => `    ${line}`),
      ];

/** One that has a profile of this revision, and too little in it, needs time and no other profile. */
const isUnmeasured = ({ reasons }: ContainerDecision): boolean =>
  reasons.some(
    ({ rule, says }) =>
      rule === 'evidence/new-revision' || (rule === 'evidence/none' && says.startsWith(NO_PROFILE)),
  );

/** In words they stand one behind the other; where a word holds what divides them, nobody can tell which is whose. */
function revisionsIn({ revision, containers }: Decision): readonly string[] {
  const each = revision.split(' | ');
  return each.length === containers.length ? each : [];
}

const rowOf = ({ name }: ContainerDecision, revision: string | undefined): string[] => [
  `    - name: ${word(name)}`,
  `      revision: ${revision === undefined ? '# image repository, and the words that move memory' : word(revision)}`,
  '      measuredOn: # the card, as the catalogue has it, e.g. H100-80GB',
  '      attribution: exact # the figures are of a device of its own',
  '      vramMaxMiB: # the most memory that it took of one device',
  '      smP95: # of the whole card, 0 to 1',
  '      hours: # for so long it was watched',
  '      samples: # and so often looked at',
];

/** Bare where YAML reads it as it stands, in quotes else; a pod's words are anyone's, and may hold what a terminal obeys. */
const word = (text: string): string =>
  BARE.test(text) && yaml(text) === `${text}\n` ? text : JSON.stringify(oneLine(text, text.length));

const BARE = /^[A-Za-z0-9][A-Za-z0-9 ._/=-]*$/;
