/** What a cluster shows to whoever asks: all of it, or the namespaces that they may look into. */
import { statusOf, type Api } from '../../adapters/cluster/api.ts';
import { listed, type Listed } from '../../adapters/profiler/cluster.ts';
import { ofKind } from '../../policy/documents.ts';
import { filesAt, joined, type Gathered } from '../profile/known.ts';

export interface Where {
  /** Absent: `world` says it all. */
  readonly api: Api | undefined;
  /** That of the context. */
  readonly home: string;
  readonly world: readonly string[];
  /** None: all that may be seen. */
  readonly namespaces: readonly string[];
}

export interface Found extends Gathered {
  readonly namespaces: 'all' | readonly string[];
}

export async function foundIn({ api, home, world, namespaces }: Where): Promise<Found> {
  const files = filesAt(world);
  if (api === undefined) return { ...files, namespaces: 'all' };
  const { cluster, within } = await seenBy(api, home, namespaces);
  if (within !== 'all' && within.length === 0)
    throw new Error(
      `no pods may be seen: ${cluster.hidden.at(-1) ?? 'nobody says why'}; --namespace names one whose pods you may list`,
    );
  return { ...joined(cluster, files), namespaces: within };
}

interface Seen {
  readonly cluster: Listed;
  readonly within: Found['namespaces'];
}

async function seenBy(api: Api, home: string, asked: readonly string[]): Promise<Seen> {
  if (asked.length > 0) return someOf(api, asked);
  const all = await listed(api);
  if (all.barred.length === 0) return { cluster: all, within: 'all' };
  const names = ofKind(all.documents, 'Namespace').map(({ name }) => name);
  return someOf(api, names.length > 0 ? await visible(api, names) : [home]);
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

async function someOf(api: Api, names: readonly string[]): Promise<Seen> {
  const cluster = await listed(api, names);
  return { cluster, within: names.filter((name) => !cluster.barred.includes(name)) };
}
