/** Ray without KubeRay: its nodes are started by hand, and what is one of several is told by how. */
import { keptByRun } from '../kept.ts';
import type { Pod } from '../pod.ts';

/** KubeRay's workers run what they are sent, one GPU at a time; a Ray that is started by hand is one server. */
export const rayByHand = (run: readonly string[], { metadata }: Pod): string | undefined =>
  metadata.labels?.['ray.io/cluster'] === undefined ? startedByHand(run) : undefined;

const startedByHand = keptByRun((run): string | undefined => {
  const started = run.flatMap((word, at) =>
    word === 'ray' && run[at + 1] === 'start' ? [at] : [],
  );
  const [first, ...others] = started;
  if (first === undefined || (others.length === 0 && aloneAtHome(run.slice(first + 2))))
    return undefined;
  return 'ray start';
});

/** A head that others are to find is told where it can be found, or waits for them; one that is alone goes on to its own work. */
const aloneAtHome = (next: readonly string[]): boolean =>
  next.includes('--head') &&
  !next.some((word) => OTHERS.test(word)) &&
  next.some((word) => WORK.test(word));

/** A place to be found at, and work that says how it is spread. */
const OTHERS =
  /^--(?:address|block|node-ip-address|port|gcs-server-port|ray[-_]client[-_]server[-_]port)(?:=|$)|(?:^|=)ray$|parallel/;
const WORK = /(?:^|\/)(?:python[\d.]*|vllm)$|\.py$/;
