/** The hand on a cluster that a keeper holds; see cluster.ts for what it promises. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Minor, pathOf } from './binaries/sets.ts';
import type { ApplyOptions, AuditEvent, Cluster, How, Where } from './cluster.ts';
import { askOf } from './control.ts';
import type { Running } from './keeper.ts';
import { handOn } from './kubelet/hand.ts';
import { type RunOptions, run } from './process.ts';
import { eventually } from './wait.ts';

interface Held {
  readonly how: How;
  readonly minor: Minor;
  readonly folder: string;
}

export async function attach(state: Running, { how, minor, folder }: Held): Promise<Cluster> {
  const ask = askOf(folder);
  const { kubeconfig, runner, imageRef, serviceIP, auditLog, hasKubelet } = state;
  const env = ownFolders(folder, kubeconfig);
  const kubectl = (args: readonly string[], options?: RunOptions) =>
    run(pathOf('kubectl', minor), args, { env, ...options });
  const helm = (args: readonly string[], options?: RunOptions) =>
    run(pathOf('helm', minor), args, { env, ...options });
  const { stdout } = await kubectl(['version', '-o', 'json']);
  const { serverVersion } = JSON.parse(stdout) as { serverVersion: { gitVersion: string } };

  const cluster: Cluster = {
    how,
    version: serverVersion.gitVersion,
    kubeconfig,
    runner,
    imageRef,
    serviceIP,
    kubelet: hasKubelet ? handOn(ask, folder) : undefined,
    apiserver: hasKubelet
      ? { kill: () => ask('/apiserver/kill'), start: () => ask('/apiserver/start') }
      : undefined,
    gatekeeper: hasKubelet
      ? { start: () => ask('/gatekeeper/start'), stop: () => ask('/gatekeeper/stop') }
      : undefined,
    kubectl,
    helm,

    apply(what, { namespace, args = [], ...options }: ApplyOptions = {}) {
      const place = namespace === undefined ? [] : ['--namespace', namespace];
      const words = ['apply', '-f', '-', ...place, ...args];
      return kubectl(words, { stdin: manifest(what), ...options });
    },

    async get<T>(kind: string, name: string, namespace?: string): Promise<T | undefined> {
      const place = namespace === undefined ? [] : ['--namespace', namespace];
      const words = ['get', kind, name, ...place, '--ignore-not-found', '-o', 'json'];
      const { stdout: found } = await kubectl(words);
      return found === '' ? undefined : (JSON.parse(found) as T);
    },

    async list<T>(kind: string, { namespace, labels, fields }: Where = {}): Promise<readonly T[]> {
      const place = namespace === undefined ? ['--all-namespaces'] : ['--namespace', namespace];
      const by = [
        ...(labels === undefined ? [] : ['--selector', labels]),
        ...(fields === undefined ? [] : ['--field-selector', fields]),
      ];
      const { stdout: found } = await kubectl(['get', kind, ...place, ...by, '-o', 'json']);
      return (JSON.parse(found) as { items: T[] }).items;
    },

    async namespace(name, labels = {}) {
      await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
      await eventually(`the default ServiceAccount of namespace ${name}`, () =>
        cluster.get('serviceaccount', 'default', name),
      );
    },

    auditEvents: () => (auditLog === undefined ? [] : readAudit(auditLog)),

    stop: () => ask('/stop'),
  };
  return cluster;
}

/** The caches and settings of whoever runs the tests stay out of it, and stay untouched. */
function ownFolders(folder: string, kubeconfig: string): NodeJS.ProcessEnv {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  return {
    PATH: process.env['PATH'],
    HOME: home,
    KUBECONFIG: kubeconfig,
    KUBECACHEDIR: join(home, 'kube'),
    HELM_CACHE_HOME: join(home, 'helm-cache'),
    HELM_CONFIG_HOME: join(home, 'helm-config'),
    HELM_DATA_HOME: join(home, 'helm-data'),
  };
}

function manifest(what: string | object | readonly object[]): string {
  if (typeof what === 'string') return what;
  const items = Array.isArray(what) ? what : [what];
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

/** The last line may be half written. */
const readAudit = (file: string): readonly AuditEvent[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as AuditEvent);
