/** Dask's operator: a scheduler and workers, each a pod spec of its own, in Deployments that it makes. */
import { count, isRecord, member } from '../raw.ts';
import { ofDeployment } from './apps.ts';
import { five, type Asked, type Made, type Makers } from './kind.ts';
import { placed } from './pointers.ts';

export const dask: Makers = {
  'DaskCluster.kubernetes.dask.org': (asked) => [
    ...part(asked, 'scheduler', () => `${asked.name}-scheduler`),
    ...part(asked, 'worker', (at) => `${asked.name}-default-worker-${five(`${asked.name}/${at}`)}`),
  ],
};

/** Each worker is a Deployment of one. */
function part(
  { spec, name }: Asked,
  component: 'scheduler' | 'worker',
  nameAt: (at: number) => string,
): Made[] {
  const of = member(spec, component);
  if (!isRecord(of['spec'])) return [];
  const template = { metadata: member(of, 'metadata'), spec: of['spec'] };
  const labels = { 'dask.org/cluster-name': name, 'dask.org/component': component };
  return [
    {
      group: component,
      template,
      writtenAt: placed(
        [
          ['/spec', `/spec/${component}/spec`],
          ['/metadata', `/spec/${component}/metadata`],
        ],
        `/spec/${component}`,
      ),
      signs: (at) => ofDeployment(nameAt(at), template, labels),
      replicas: component === 'worker' ? count(of['replicas'], 1) : 1,
    },
  ];
}
