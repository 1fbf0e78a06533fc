/**
 * Which cluster, and as whom: the kubeconfig where there is one, else the service account of the
 * pod. The client reads the account's token file again each minute.
 */
import { KubeConfig } from '@kubernetes/client-node';

export function clusterConfig(): KubeConfig {
  const config = new KubeConfig();
  config.loadFromDefault();
  return config;
}
