/** What policies see of a pod, and what their questions may cost. */
import { describe, expect, test } from '@jest/globals';
import { Answers, askOf } from '../core/answers.ts';
import { submitted } from '../core/edits/undo.ts';
import { readPod } from '../core/read-pod.ts';
import type { Pod } from '../core/pod.ts';
import type { Subject } from '../core/terms.ts';
import { policy, setOf, subject, winner } from './example.ts';
import type { Json } from './schema/forms.ts';

const CONTAINER = { name: 'server', image: 'registry.example.com/ml/vllm-openai:v0.9' };

function podOf(spec: Json, metadata: Json = {}): Pod {
  const made = readPod({ metadata, spec: { containers: [CONTAINER], ...spec } });
  if (!made.ok) throw new Error(made.faults.map(({ says }) => says).join('; '));
  return made.pod;
}

const podded = (spec: Json, metadata: Json = {}): Subject =>
  subject({ ask: askOf(podOf(spec, metadata)) });

const asking = (condition: Json) =>
  setOf(policy('p', { match: { conditions: [{ name: 'c', ...condition }] }, sharing: {} }));
const cel = (text: string) => asking({ cel: text });
const path = (jsonPath: string, ...values: string[]) =>
  asking({ jsonPath, ...(values.length === 0 ? {} : { values }) });

const none = (metadata: Json, spec: Json = {}) => podded(spec, metadata);

const globs = (count: number) => Array.from({ length: count }, (_, i) => `*${i}*x`);

describe('what it says of fields that are empty', () => {
  const limits = { resources: { limits: {}, requests: {} } };
  const table: { name: string; set: ReturnType<typeof setOf>; of: Subject; want: 'p' | 'none' }[] =
    [
      {
        name: 'no annotations',
        set: cel('has(object.metadata.annotations)'),
        of: none({}),
        want: 'none',
      },
      {
        name: 'empty annotations',
        set: cel('has(object.metadata.annotations) || has(object.metadata.labels)'),
        of: none({ annotations: {}, labels: {} }),
        want: 'none',
      },
      {
        name: 'annotations',
        set: cel('has(object.metadata.annotations)'),
        of: none({ annotations: { a: '' } }),
        want: 'p',
      },
      {
        name: 'a path to none',
        set: path('$.metadata.annotations'),
        of: none({ annotations: {} }),
        want: 'none',
      },
      {
        name: 'empty lists, texts and switches',
        set: cel(
          '[object.spec].exists(s, has(s.tolerations) || has(s.nodeName) || has(s.hostPID))',
        ),
        of: none({}, { tolerations: [], nodeName: '', hostPID: false }),
        want: 'none',
      },
      {
        name: 'empty limits',
        set: cel('has(object.spec.containers[0].resources.limits)'),
        of: none({}, { containers: [{ ...CONTAINER, ...limits }] }),
        want: 'none',
      },
      {
        name: 'what is empty and says something',
        set: cel('has(object.spec.volumes[0].emptyDir) && has(object.spec.securityContext)'),
        of: none({}, { volumes: [{ name: 'a', emptyDir: {} }], securityContext: {} }),
        want: 'p',
      },
    ];
  test.each(table)('$name: $want', ({ set, of, want }) => {
    expect(winner(set, of)).toBe(want);
  });

  test('nor does what Tranche wrote count, which is taken back first', () => {
    const of = none({ annotations: { 'tranche.dev/decision': 'x' } });
    const pod = podOf({}, { annotations: { 'tranche.dev/decision': 'x' } });
    const ask = new Answers(pod).to(submitted);
    expect(winner(cel('has(object.metadata.annotations)'), { ...of, ask })).toBe('none');
  });
});

describe('what conditions may cost', () => {
  const dear = { name: 'dear', cel: 'size(object.metadata.annotations.x) > 0' };
  const long = { annotations: { x: 'a'.repeat(200_000) } };
  const many = (count: number) =>
    setOf(
      ...Array.from({ length: count }, (_, i) =>
        policy(`p${i}`, { match: { conditions: [dear] }, sharing: {} }),
      ),
    );
  const told = (set: ReturnType<typeof setOf>) =>
    set.considered(podded({}, long), 'serving').map(({ unmet }) => unmet.map(({ had }) => had));

  test('is shared by all of a set', () => {
    expect(told(many(2))).toEqual([[], []]);
    expect(winner(many(2), podded({}, long))).toBe('p0');
    const share = 2_000_000 / 200;
    expect(new Set(told(many(200)).flat())).toEqual(new Set([`it costs more than ${share}`]));
    expect(winner(many(200), podded({}, long))).toBe('none');
  });

  test('is paid for paths as well', () => {
    const env = Array.from({ length: 900 }, (_, i) => ({ name: `E${i}`, value: 'v'.repeat(500) }));
    const large = podded({ containers: [{ ...CONTAINER, env }] });
    expect(winner(path('$..value', '*x'), large)).toBe('none');
    const set = path('$..value', ...globs(64));
    expect(set.considered(large, 'serving').map(({ outcome }) => outcome)).toEqual(['undecided']);
    expect(winner(path('$.spec.containers[0].image', ...globs(63), '*vllm*'), large)).toBe('p');
  });

  test('each is asked once of a pod, however often the set is asked', () => {
    const conditions = ['object.spec.priority > 3', 'object.spec.x > 3'].map((text, i) => ({
      name: `c${i}`,
      cel: text,
    }));
    const guards = [{ rule: 'guard/node-name', severity: 'deny' }];
    const set = setOf(
      policy('a', { match: { conditions }, class: 'batch', sharing: {}, guards }),
      policy('b', { match: { conditions }, sharing: {} }),
    );
    const answers = new Answers(podOf({ priority: 7 }));
    const of = subject({ ask: answers.to((pod) => pod) });
    for (const as of ['serving', 'batch'] as const) {
      set.assignedClass(of);
      set.terms(of, as);
      set.guards(of, as);
      set.considered(of, as);
    }
    expect(answers.asked.length).toBe(4);
  });
});
