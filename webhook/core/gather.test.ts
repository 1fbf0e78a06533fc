import { describe, expect, test } from '@jest/globals';
import { gather } from './gather.ts';
import type { Pod } from './pod.ts';
import type { Subject } from './terms.ts';
import { container, NAMESPACE, plain, podOf, profileOf } from './testing/pods.ts';
import { termsOf, worldOf, type WorldParts } from './testing/world.ts';

/** Whom the policies were asked about, and as what class. */
function asked(pod: Pod, namespace: WorldParts['namespace']): (Subject & { class: string })[] {
  const all: (Subject & { class: string })[] = [];
  const world = worldOf({ nodes: [], ...(namespace === undefined ? {} : { namespace }) });
  const terms = (subject: Subject, of: string) => {
    all.push({ ...subject, class: of });
    return termsOf();
  };
  gather(pod, NAMESPACE, { ...world, terms });
  return all;
}

describe('the policies are asked', () => {
  const labels = { tier: 'gold' };
  const table: {
    name: string;
    pod: Pod;
    namespace: WorldParts['namespace'];
    want: Partial<Subject> & { class?: string };
  }[] = [
    {
      name: 'about a workload, by its labels and those of its namespace',
      pod: podOf(),
      namespace: { labels, nativeGpuQuota: false },
      want: {
        namespace: NAMESPACE,
        namespaceLabels: labels,
        podLabels: { app: 'asr', 'pod-template-hash': '7d9c5b6f4' },
        ownerKind: 'Deployment',
        ownerName: 'asr',
        class: 'serving',
      },
    },
    {
      name: 'about a namespace that nobody has seen, which has no labels',
      pod: podOf(),
      namespace: 'unknown',
      want: { namespaceLabels: {}, ownerName: 'asr' },
    },
    {
      name: 'about a pod that nobody knows, which has none either',
      pod: { metadata: {}, spec: podOf().spec },
      namespace: { labels, nativeGpuQuota: false },
      want: { podLabels: {}, ownerKind: '', ownerName: '', class: 'unknown' },
    },
  ];
  test.each(table)('$name', ({ pod, namespace, want }) => {
    expect(asked(pod, namespace)).toEqual([expect.objectContaining(want)]);
  });
});

describe('what is known of a workload', () => {
  const profile = profileOf(container('server'));
  const world = worldOf({ nodes: [], profiles: { server: profile, log: profile } });
  const shape = { containers: new Map() };
  const seen = { ...world, siblings: () => shape };

  test('is its siblings’ shape, and what its GPU containers were seen to use', () => {
    const pod = podOf({ containers: [container('server'), plain('log'), container('new')] });
    const { profiles, siblings } = gather(pod, NAMESPACE, seen);
    expect([...profiles]).toEqual([
      ['server', profile],
      ['new', 'unknown'],
    ]);
    expect(siblings).toBe(shape);
  });

  test('is nothing where nobody knows which one it is', () => {
    const { profiles, siblings } = gather({ metadata: {}, spec: podOf().spec }, NAMESPACE, seen);
    expect([profiles.size, siblings]).toEqual([0, 'none']);
  });
});
