/** Where whoever profiles looks: into files, or into a cluster with their own rights. */
import { apiOf } from '../../adapters/cluster/api.ts';
import { namespaceOf } from '../../adapters/cluster/config.ts';
import { configOf, type ChosenCluster } from '../asking/connected.ts';
import type { From } from './known.ts';

export interface Place extends ChosenCluster {
  readonly world: readonly string[];
  readonly namespace: readonly string[];
}

export function placeOf(place: Place): Pick<From, 'api' | 'world' | 'within'> {
  const { world, namespace: namespaces } = place;
  if (world.length > 0) return { api: undefined, world };
  const config = configOf(place);
  return { api: apiOf(config), world, within: { home: namespaceOf(config), namespaces } };
}
