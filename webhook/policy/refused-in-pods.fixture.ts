/** Policies of which the API server would refuse the pods that we patch. */
import type { Refused } from './refused-form.fixture.ts';
import type { Json } from './schema/forms.ts';
import { LABEL_VALUE } from './schema/vocabulary.ts';

const sharing = (part: Json): Pick<Refused, 'kind' | 'spec'> => ({
  kind: 'GpuPolicy',
  spec: { sharing: part },
});

const requires = (operator: string, ...values: string[]) =>
  sharing({ require: [{ key: 'zone', operator, values }] });

const kai = (part: Json) => sharing({ fraction: { engine: 'kai', ...part } });

const LONG = `${'a'.repeat(62)}.`.repeat(5);

export const inPods: readonly Refused[] = [
  {
    name: 'a queue that no label can name',
    ...kai({ queue: 'a b!' }),
    says: '/spec/sharing/fraction/queue must be what a label can have, got "a b!"',
    help: LABEL_VALUE.hint,
  },
  {
    name: 'a queue of more letters than a label has',
    ...kai({ queue: 'q'.repeat(64) }),
    says: `/spec/sharing/fraction/queue must be what a label can have, got "${'q'.repeat(64)}"`,
    help: LABEL_VALUE.hint,
  },
  {
    name: 'a scheduler of a name that nobody can have',
    ...kai({ schedulerName: 'not valid!' }),
    says: '/spec/sharing/fraction/schedulerName must be the name of a scheduler: small letters, digits, dots and hyphens, got "not valid!"',
  },
  {
    name: 'a scheduler of too long a name',
    ...kai({ schedulerName: `${LONG}scheduler` }),
    says: '/spec/sharing/fraction/schedulerName may have 253 letters, has 324',
  },
  {
    name: 'a toleration of no key',
    ...sharing({ tolerate: ['nvidia.com/gpu=present'] }),
    says: '/spec/sharing/tolerate/0 must be the key of a taint, such as nvidia.com/gpu, got "nvidia.com/gpu=present"',
    help: 'the key alone: nvidia.com/gpu',
  },
  {
    name: 'a key with an empty part',
    ...sharing({ tolerate: ['example..com/gpu'] }),
    says: '/spec/sharing/tolerate/0 must be the key of a taint, such as nvidia.com/gpu, got "example..com/gpu"',
  },
  {
    name: 'a key with too long a prefix',
    ...sharing({ tolerate: [`${LONG.slice(0, 252)}com/gpu`] }),
    says: '/spec/sharing/tolerate/0 must be the key of a label, such as example.com/pool',
  },
  {
    name: 'a taint by which a node is closed',
    ...sharing({ tolerate: ['nvidia.com/gpu', 'node.kubernetes.io/unschedulable'] }),
    says: '/spec/sharing/tolerate/1 is node.kubernetes.io/unschedulable, by which a node is said to be unfit for pods: it is not to be tolerated',
    help: 'name taints of your GPU nodes, such as nvidia.com/gpu',
  },
  {
    name: 'a value that would make the API server refuse every pod',
    ...requires('In', 'a', 'b/c'),
    says: '/spec/sharing/require/0/values/1 must be what a label can have, got "b/c"',
    help: LABEL_VALUE.hint,
  },
  {
    name: 'a number below nothing, where labels are compared',
    ...requires('NotIn', '-1'),
    says: '/spec/sharing/require/0/values/0 must be what a label can have, got "-1"',
    help: LABEL_VALUE.hint,
  },
  {
    name: 'a comparison with a word',
    ...requires('Gt', 'many'),
    says: '/spec/sharing/require/0/values/0 must be a whole number for Gt, got "many"',
  },
  {
    name: 'a comparison with more than can be counted',
    ...requires('Gt', '9'.repeat(30)),
    says: `/spec/sharing/require/0/values/0 must be a whole number for Gt, got "${'9'.repeat(30)}"`,
  },
  {
    name: 'a comparison with half',
    ...requires('Lt', '0.5'),
    says: '/spec/sharing/require/0/values/0 must be a whole number for Lt, got "0.5"',
  },
  {
    name: 'a condition on a label without a name',
    ...sharing({ require: [{ key: 'example.com/', operator: 'Exists' }] }),
    says: '/spec/sharing/require/0/key must be the key of a label, such as dag_id or tekton.dev/pipeline, got "example.com/"',
  },
  {
    name: 'a label that no node can have',
    ...sharing({ pools: { batch: { nodeLabels: { tier: 'spot pool' } } } }),
    says: '/spec/sharing/pools/batch/nodeLabels/tier must be what a label can have, got "spot pool"',
    help: LABEL_VALUE.hint,
  },
  {
    name: 'a key that no label can have',
    ...sharing({ timeSlice: { pools: [{ nodeLabels: { 'a b': 'c' } }] } }),
    says: '/spec/sharing/timeSlice/pools/0/nodeLabels/a b must be the key of a label, such as example.com/pool',
  },
];
