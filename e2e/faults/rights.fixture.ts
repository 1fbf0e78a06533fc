/** What the server needs to do and what it must never, in the words of `kubectl auth can-i`. */
import { SYSTEM } from '../product/install.ts';

/** Verb, resource, and where it says more than everywhere, the words that do. */
export type Right = readonly [verb: string, resource: string, ...more: readonly string[]];

const watched = [
  'nodes',
  'namespaces',
  'pods',
  'resourcequotas',
  'replicasets.apps',
  'statefulsets.apps',
  'jobs.batch',
  'leaderworkersets.leaderworkerset.x-k8s.io',
  'gpupolicies.tranche.dev',
  'gpuquotas.tranche.dev',
  'gpuprofiles.tranche.dev',
  'gpuexemptions.tranche.dev',
];
const configurations = ['mutating', 'validating'].map(
  (kind) => `${kind}webhookconfigurations.admissionregistration.k8s.io`,
);

export const needed: readonly Right[] = [
  ...watched.flatMap((resource): Right[] => [
    ['list', resource, '--all-namespaces'],
    ['watch', resource, '--all-namespaces'],
  ]),
  ['create', 'events', '--all-namespaces'],
  ['create', 'tokenreviews.authentication.k8s.io'],
  ['create', 'subjectaccessreviews.authorization.k8s.io'],
  ...configurations.flatMap((name): Right[] => [
    ['get', `${name}/tranche`],
    ['patch', `${name}/tranche`],
  ]),
  ...['gpupolicies', 'gpuquotas', 'gpuprofiles', 'gpuexemptions'].map((kind): Right => [
    'patch',
    `${kind}.tranche.dev`,
    '--subresource=status',
    '--all-namespaces',
  ]),
  ['create', 'leases.coordination.k8s.io', '-n', SYSTEM],
  ...['get', 'update'].map((verb): Right => [
    verb,
    'leases.coordination.k8s.io/tranche',
    '-n',
    SYSTEM,
  ]),
];

export const forbidden: readonly Right[] = [
  ...['get', 'list', 'watch', 'create', 'update'].flatMap((verb): Right[] => [
    [verb, 'secrets'],
    [verb, 'secrets', '-n', SYSTEM],
    [verb, 'secrets', '-n', 'kube-system'],
  ]),
  ...['create', 'update', 'patch', 'delete', 'deletecollection'].map((verb): Right => [
    verb,
    'pods',
  ]),
  ...['exec', 'attach', 'portforward', 'ephemeralcontainers', 'binding', 'eviction'].map(
    (subresource): Right => ['create', 'pods', '--subresource', subresource],
  ),
  ['update', 'pods', '--subresource', 'status'],
  ['get', 'pods', '--subresource', 'log'],
  ...configurations.flatMap((name): Right[] => [
    ['get', `${name}/other`],
    ['patch', `${name}/other`],
    ['update', `${name}/tranche`],
    ['delete', `${name}/tranche`],
    ['create', name],
    ['list', name],
  ]),
  ['get', 'pods'],
  ['update', 'nodes'],
  ['patch', 'nodes'],
  ['patch', 'nodes', '--subresource', 'status'],
  ['get', 'nodes', '--subresource', 'proxy'],
  ['update', 'namespaces'],
  ['get', 'configmaps', '-n', SYSTEM],
  ['create', 'serviceaccounts', '--subresource', 'token', '-n', SYSTEM],
  ['impersonate', 'users'],
  ['impersonate', 'groups'],
  ['impersonate', 'serviceaccounts'],
  ['bind', 'clusterroles.rbac.authorization.k8s.io'],
  ['escalate', 'clusterroles.rbac.authorization.k8s.io'],
  ['create', 'clusterrolebindings.rbac.authorization.k8s.io'],
  ['update', 'gpupolicies.tranche.dev'],
  ['patch', 'gpupolicies.tranche.dev'],
  ['update', 'leases.coordination.k8s.io/other', '-n', SYSTEM],
  ['delete', 'leases.coordination.k8s.io/tranche', '-n', SYSTEM],
  ['create', 'leases.coordination.k8s.io', '-n', 'kube-system'],
  ['patch', 'gpuquotas.tranche.dev'],
  ['delete', 'gpuprofiles.tranche.dev'],
  ['update', 'customresourcedefinitions.apiextensions.k8s.io'],
  ['approve', 'certificatesigningrequests.certificates.k8s.io'],
  ['patch', 'deployments.apps', '-n', SYSTEM],
  ['delete', 'events'],
];
