/** Pods of which manifests do not tell all: nobody may take silence about them for their being in order. */
import type { Found } from '../../review/fingerprint.ts';
import type { Asked } from './clusters.ts';
import { isElsewhere, type Made } from './made.ts';

export const untold = (made: Made, asked: readonly Asked[]): Found[] =>
  made.opaque ? [notExpanded(made, asked)] : [];

/** Of pods that ask for no GPU as far as is seen here, where what they are made of stands in the cluster. */
export const elsewhere = (made: Made, asked: readonly Asked[]): Found[] =>
  isElsewhere(made) ? [notExpanded(made, asked)] : [];

const notExpanded = ({ subject, place, untold: why }: Made, asked: readonly Asked[]): Found => ({
  rule: 'lint/not-expanded',
  level: 'warning',
  basis: 'policy',
  clusters: asked.map(({ cluster }) => cluster.name),
  subject,
  says: `is not expanded; ${why ?? 'only its controller knows its pods'}`,
  help: 'review one of those pods: kubectl get pod NAME -o yaml',
  at: place(''),
});
