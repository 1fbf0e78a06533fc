/** Kueue's Workload: the pods of whatever is queued, as Kueue counts them. */
import { count, isRecord, member, text } from '../raw.ts';
import { between, type Made, type Makers } from './kind.ts';
import { templateAt } from './pointers.ts';

export const kueue: Makers = {
  'Workload.kueue.x-k8s.io': ({ spec, apiVersion, name }) => {
    const sets: readonly unknown[] = Array.isArray(spec['podSets']) ? spec['podSets'] : [];
    return sets.filter(isRecord).map((set, i): Made => {
      const most = count(set['count'], 1);
      const least = Math.min(most, count(set['minCount'], most));
      return {
        group: text(set['name']) ?? 'main',
        template: member(set, 'template'),
        writtenAt: templateAt(`/spec/podSets/${i}/template`),
        signs: () => ({
          generateName: `${name}-`,
          owner: { apiVersion, kind: 'Workload', name },
        }),
        ...between(least, most, 'Kueue may admit as few as minCount says'),
        replicas: most,
      };
    });
  },
};
