/** What a cluster and files show to whoever scans. */
import type { Api } from '../../adapters/cluster/api.ts';
import { filesAt, joined, type Gathered } from '../profile/known.ts';
import { shownBy } from '../profile/shown.ts';

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
  const { cluster, within } = await shownBy(api, home, namespaces);
  return { ...joined(cluster, files), namespaces: within };
}
