/**
 * What is built, from which Go module, at which version.
 *
 * The version of each set is read from the `require` line of its go.mod, so that a bump is
 * `go get` and `go mod tidy` in that folder and nothing here. Kubernetes, etcd, Helm, kwok and the
 * neighbours each have a module of their own because their dependency versions fight.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const minors = ['1.36', '1.35'] as const;
export type Minor = (typeof minors)[number];

export type BinaryName =
  | 'etcd'
  | 'gatekeeper'
  | 'helm'
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'kube-scheduler'
  | 'kubectl'
  | 'kwok';

export interface Binary {
  readonly name: BinaryName;
  readonly package: string;
  readonly version: string;
  /** Where its go.mod lives. */
  readonly module: string;
  /** Where it belongs once it is built. */
  readonly path: string;
  readonly ldflags: string;
}

const here = dirname(fileURLToPath(import.meta.url));

/** Outside the tree, so that a fresh checkout does not pay nine minutes again. */
export const cacheFolder = (): string =>
  resolve(
    process.env['TRANCHE_E2E_CACHE'] ??
      join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'tranche-e2e'),
  );

export function chosenMinor(asked = process.env['TRANCHE_E2E_K8S'] ?? minors[0]): Minor {
  const minor = minors.find((known) => known === asked);
  if (minor) return minor;
  throw new Error(`Kubernetes ${asked} is not among the minors built here: ${minors.join(', ')}`);
}

/** Ordered by how soon a cluster needs them, and so that the long compile shares its work. */
export function binaries(minor: Minor): readonly Binary[] {
  const kubernetes = `kubernetes-${minor}`;
  return [
    binary('etcd', 'etcd', ''),
    binary('kube-apiserver', kubernetes, 'cmd/kube-apiserver'),
    binary('kube-controller-manager', kubernetes, 'cmd/kube-controller-manager'),
    binary('kube-scheduler', kubernetes, 'cmd/kube-scheduler'),
    binary('kubectl', kubernetes, 'cmd/kubectl'),
    binary('kwok', 'kwok', 'cmd/kwok'),
    binary('helm', 'helm', 'cmd/helm'),
  ];
}

/** What no cluster needs, and a few tests do. */
export const gatekeeper = (): Binary => binary('gatekeeper', 'gatekeeper', '');

export function pathOf(name: BinaryName, minor: Minor): string {
  const found = [...binaries(minor), gatekeeper()].find((each) => each.name === name);
  if (!found) throw new Error(`${name} is not built here`);
  return found.path;
}

/** kwok knows no lives of nodes and pods by itself: they come from YAML in its module. */
export const stagesFile = (): string => kept('kwok', 'stages.yaml');

/** Where the cache keeps what comes out of a set's module and is no binary. */
export const kept = (set: string, name: string): string =>
  join(setFolder(set, requirement(set).version), name);

/** Where a set's go.mod lies, and the module it is about. */
export const setOf = (set: string): { module: string; path: string } => ({
  module: join(here, set),
  path: requirement(set).path,
});

function binary(name: BinaryName, set: string, folder: string): Binary {
  const { path, version } = requirement(set);
  return {
    name,
    version,
    package: folder === '' ? path : `${path}/${folder}`,
    module: join(here, set),
    path: join(setFolder(path === 'k8s.io/kubernetes' ? 'kubernetes' : set, version), name),
    ldflags: ['-s', '-w', ...stamps(path, version)].join(' '),
  };
}

const setFolder = (set: string, version: string): string =>
  join(cacheFolder(), `${set}-${version}`);

function requirement(set: string): { path: string; version: string } {
  const file = join(here, set, 'go.mod');
  const line = /^require (\S+) (v\S+)$/m.exec(readFileSync(file, 'utf8'));
  const [, path, version] = line ?? [];
  if (!path || !version) throw new Error(`${file} must hold a line "require MODULE VERSION"`);
  return { path, version };
}

/** Unstamped, kubectl and the API server would introduce themselves as v0.0.0-master. */
function stamps(module: string, version: string): readonly string[] {
  const [major = '', minor = ''] = version.slice(1).split('.');
  const say = { gitVersion: version, gitMajor: major, gitMinor: minor };
  switch (module) {
    case 'k8s.io/kubernetes':
      return ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((at) =>
        Object.entries(say).map(([name, value]) => `-X ${at}.${name}=${value}`),
      );
    case 'github.com/open-policy-agent/gatekeeper/v3':
      return [`-X ${module}/pkg/version.Version=${version}`];
    case 'helm.sh/helm/v4':
      return [`-X helm.sh/helm/v4/internal/version.version=${version}`];
    default:
      return [];
  }
}
