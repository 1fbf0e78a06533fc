/** A review asked of the server itself, in one batch: pods in their order draw on what is left at this moment. */
import { faultText } from '../../adapters/tell.ts';
import type { Unread } from '../../review/report.ts';
import { connected, type Asking } from '../asking/connected.ts';
import type { Batch, BatchItem } from '../asking/batch.ts';
import { unseen, type Seen } from '../asking/facts.ts';
import { apiServerOn } from '../replicas.ts';
import type { Raw } from '../../expand/raw.ts';
import type { Clusters } from './clusters.ts';
import { unsent, type Made } from './made.ts';

export async function atServer(asking: Asking, all: readonly Made[]): Promise<Clusters> {
  const sent = inOrder(all);
  const from = `the server in ${asking.trancheNamespace}`;
  const { name, batch } = await asked(
    asking,
    sent.map(({ pod }) => pod),
  );
  if (!batch.ok) return { asked: [], unread: [unasked(from, batch.says)], limits: [] };
  const { policyHash, items } = batch.value;
  const answers = new Map<number, BatchItem>();
  for (const [i, { index }] of sent.entries()) {
    const item = items[i];
    if (item !== undefined) answers.set(index, item);
  }
  return { asked: [{ cluster: { name, from, policyHash }, answers }], unread: [], limits: LIMITS };
}

const unasked = (file: string, why: string): Unread => ({
  of: 'server',
  file,
  line: 0,
  column: 0,
  says: `could not be asked: ${why}`,
});

const LIMITS = [
  'The server counts live pods of the same workloads beside those reviewed, and does not fill its nodes with them; costs are not told by it.',
];

/** What the API server itself refuses, or what is scaled to none, comes last: it takes nothing from those that are stored. */
function inOrder(all: readonly Made[]): { readonly pod: Raw; readonly index: number }[] {
  const [stored, later]: [{ pod: Raw; index: number }[], { pod: Raw; index: number }[]] = [[], []];
  let from = 0;
  for (const made of all) {
    const { pods } = made;
    for (const [i, pod] of unsent(made) === undefined ? pods.entries() : [])
      (made.asleep !== true && apiServerOn(pod, made) === undefined ? stored : later).push({
        pod,
        index: from + i,
      });
    from += pods.length;
  }
  return [...stored, ...later];
}

async function asked(
  asking: Asking,
  pods: readonly Raw[],
): Promise<{ readonly name: string; readonly batch: Seen<Batch> }> {
  try {
    const { server, cluster } = await connected(asking);
    const name = cluster === '' ? 'server' : cluster;
    return { name, batch: pods.length === 0 ? NOTHING : await server.batch(pods) };
  } catch (fault) {
    const says = fault instanceof Error ? fault.message : faultText(fault);
    return { name: 'server', batch: unseen(says) };
  }
}

const NOTHING: Seen<Batch> = { ok: true, value: { policyHash: '', items: [] } };
