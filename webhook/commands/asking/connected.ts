/** From what was said on the command line to the cluster, and to the server in it. */
import { apiOf, type Api } from '../../adapters/cluster/api.ts';
import { chosenConfig, namespaceOf, tokenOf } from '../../adapters/cluster/config.ts';
import { unread } from '../unread.ts';
import { serverOf, type Server } from './server.ts';
import { tokenFor } from './token.ts';

/** As kubectl's flags of these names choose. */
export interface ChosenCluster {
  readonly kubeconfig?: string;
  readonly context?: string;
}

export interface Asking extends ChosenCluster {
  /** Absent: that of the context. */
  readonly namespace?: string;
  /** Where Tranche is. */
  readonly trancheNamespace: string;
  readonly tokenFile?: string;
  readonly serviceAccount?: string;
}

export interface Connected {
  readonly api: Api;
  readonly server: Server;
  readonly namespace: string;
  /** As the kubeconfig names it. */
  readonly cluster: string;
}

export async function connected(options: Asking): Promise<Connected> {
  const config = configOf(options);
  const { namespace = namespaceOf(config), trancheNamespace: home } = options;
  const api = apiOf(config);
  const token = await tokenFor(api, { ...options, namespace }, () => tokenOf(config));
  const cluster = config.getCurrentCluster()?.name ?? '';
  return { api, server: serverOf({ api, home, token }), namespace, cluster };
}

export function configOf(options: ChosenCluster) {
  try {
    return chosenConfig(options);
  } catch (error) {
    const { KUBECONFIG: variable } = process.env;
    const { kubeconfig = variable } = options;
    if (error instanceof Error && 'code' in error && kubeconfig !== undefined)
      throw unread(`the kubeconfig ${kubeconfig}`, error);
    throw error;
  }
}
