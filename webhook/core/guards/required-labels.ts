import type { Labels } from '../pod.ts';
import { celList } from '../matching/row.ts';
import { CLAIMS_UNSEEN } from './cel.ts';
import { gpuContainers } from './gpu-containers.ts';
import { heldTo } from './rule.ts';

export const requiredLabels = heldTo({
  id: 'guard/required-labels',
  about:
    'Whose a GPU pod is and who pays for it is asked when the bill comes, and then nobody is left who knows.',
  parameters: {
    labels: {
      kind: 'keys',
      about: 'Labels that a pod with a GPU, or its namespace, must have with a value.',
      needed: true,
    },
  },

  cel: ({ labels }) => ({
    variables: {
      missing: `${celList(labels)}.filter(k, !${celSays('object')} && !${celSays('namespaceObject')})`,
    },
    objects: 'variables.asksForGpu && size(variables.missing) > 0',
    says: `it or its namespace must have the ${labels.length === 1 ? 'label' : 'labels'} ${labels.join(', ')}, with a value; ${ADD}`,
    found: `'neither it nor its namespace has the label ' + variables.missing.join(', ') + '; ${ADD}'`,
    unseen: [CLAIMS_UNSEEN],
  }),

  check(scene, { labels }) {
    const { pod, question } = scene;
    if (gpuContainers(scene).length === 0) return undefined;
    const { namespace } = question;
    const ofNamespace: Labels = namespace === 'unknown' ? {} : namespace.labels;
    const missing = labels.filter(
      (key) => !says(pod.metadata.labels ?? {}, key) && !says(ofNamespace, key),
    );
    if (missing.length === 0) return undefined;
    const names = missing.join(', ');
    // A pod may come within a second of its namespace.
    return namespace === 'unknown'
      ? `it has no label ${names}, and its namespace has not been seen yet; add it to the pod template, or try again in a second`
      : `neither it nor its namespace has the label ${names}; ${ADD}`;
  },
});

const ADD = 'add it to the pod template, or have it added to the namespace';

/** An empty value names nobody; a label may be called `constructor`. */
const says = (labels: Labels, key: string): boolean =>
  Object.hasOwn(labels, key) && labels[key] !== '';

const celSays = (of: string): string =>
  `(has(${of}.metadata.labels) && k in ${of}.metadata.labels && ${of}.metadata.labels[k] != '')`;
