/** What workloads are told of their pods: by the same two visits that those will make. */
import type { Admit } from '../admit.ts';
import type { WorkloadReader } from '../http/workload-review.ts';
import { newsOf } from '../news/news.ts';

export const workloadNews = (admit: Admit, dra = false): WorkloadReader => ({
  read: ({ object, old, namespace }) =>
    newsOf(
      { object: { ...object }, old: old === 'none' ? old : { ...old }, namespace },
      { admit, dra },
    ),
});
