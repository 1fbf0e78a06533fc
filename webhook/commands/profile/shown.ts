/** What a cluster shows to whoever asks: all of it, or the namespaces that they may look into. */
import { statusOf, type Api } from '../../adapters/cluster/api.ts';
import { listed, type Listed } from '../../adapters/profiler/cluster.ts';
import { allowing } from './allowing.ts';
import { ofKind } from '../../policy/documents.ts';

export interface Shown {
  readonly cluster: Listed;
  readonly within: 'all' | readonly string[];
}

/** Throws where no pods may be seen at all: nothing could be told, and it would read as if nobody held a GPU. */
export async function shownBy(api: Api, home: string, asked: readonly string[]): Promise<Shown> {
  const shown = await seenBy(api, home, asked);
  const { cluster, within } = shown;
  const [absent] = asked.filter((name) => cluster.absent.includes(name));
  if (absent !== undefined) throw new Error(`--namespace: there is no namespace ${absent}`);
  if (within !== 'all' && within.length === 0)
    throw new Error(
      `no pods may be seen: ${[...cluster.barred.values()].at(-1) ?? 'nobody says why'}; --namespace names one whose pods you may list, or who administers the cluster can allow it: ${allowing(cluster.denied).join(' && ')}`,
    );
  return shown;
}

async function seenBy(api: Api, home: string, asked: readonly string[]): Promise<Shown> {
  if (asked.length > 0) return someOf(api, asked);
  const all = await listed(api);
  if (all.barred.size === 0) return { cluster: all, within: 'all' };
  const names = ofKind(all.documents, 'Namespace').map(({ name }) => name);
  const seen = names.length > 0 ? await visible(api, names) : [home];
  return seen.length === 0 ? { cluster: all, within: [] } : someOf(api, seen);
}

/** Of a hundred namespaces somebody may look into three, and need not be told of each of the others. */
async function visible(api: Api, names: readonly string[]): Promise<readonly string[]> {
  const seen: string[] = [];
  for (const name of names) {
    const path = `/api/v1/namespaces/${name}/pods`;
    try {
      await api.ask({ path, query: { limit: '1' } });
      seen.push(name);
    } catch (fault) {
      if (statusOf(fault) !== FORBIDDEN) throw fault;
    }
  }
  return seen;
}

const FORBIDDEN = 403;

async function someOf(api: Api, names: readonly string[]): Promise<Shown> {
  const cluster = await listed(api, names);
  return { cluster, within: names.filter((name) => !cluster.barred.has(name)) };
}
