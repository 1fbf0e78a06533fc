/**
 * Which cluster, and as whom: the kubeconfig where there is one, else the service account of the
 * pod. The client reads the account's token file again each minute.
 */
import { KubeConfig, RequestContext, type HttpMethod } from '@kubernetes/client-node';

export function clusterConfig(): KubeConfig {
  const config = new KubeConfig();
  config.loadFromDefault();
  return config;
}

/** As kubectl's flags of these names choose. */
export interface Chosen {
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** What the client takes where it finds neither a kubeconfig nor an account: a guess from before there was TLS. */
const GUESSED = 'http://localhost:8080';

/** Throws where there is no such file or context, or no kubeconfig at all. */
export function chosenConfig({ kubeconfig, context }: Chosen): KubeConfig {
  const config = new KubeConfig();
  if (kubeconfig === undefined) config.loadFromDefault();
  else config.loadFromFile(kubeconfig);
  if (kubeconfig === undefined && config.getCurrentCluster()?.server === GUESSED)
    throw new Error(
      'there is no kubeconfig: neither --kubeconfig nor KUBECONFIG names one, and ~/.kube/config is not there',
    );
  if (context === undefined) return config;
  const names = config.getContexts().map(({ name }) => name);
  if (!names.includes(context))
    throw new Error(`--context: there is no ${context}; there are ${names.join(', ') || 'none'}`);
  config.setCurrentContext(context);
  return config;
}

export const namespaceOf = (config: KubeConfig): string =>
  config.getContextObject(config.getCurrentContext())?.namespace ?? 'default';

const BEARER = /^bearer +(\S+)$/i;
const GET = 'GET' as HttpMethod;

/** The token that the cluster is shown, from a file, a plugin or an account; a certificate is none. */
export async function tokenOf(config: KubeConfig): Promise<string | undefined> {
  const server = config.getCurrentCluster()?.server;
  if (server === undefined) return undefined;
  const context = new RequestContext(server, GET);
  await config.applySecurityAuthentication(context);
  const headers = Object.entries(context.getHeaders());
  const shown = headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  return BEARER.exec(shown ?? '')?.[1];
}
