/** Every kind a World may hold. A kind that is not in this table is a fault, never skipped. */
import type { Static, TSchema } from '@sinclair/typebox';
import {
  deviceClass,
  namespace,
  node,
  numbered,
  owned,
  pod,
  resourceClaim,
  resourceClaimTemplate,
  resourceQuota,
  resourceSlice,
} from './cluster.ts';
import { gpuCatalogue } from './gpu-catalogue.ts';
import { gpuClasses } from './gpu-classes.ts';
import { gpuExemption, gpuExemptionServed } from './gpu-exemption.ts';
import { gpuModels } from './gpu-models.ts';
import { gpuPolicy, gpuPolicyServed } from './gpu-policy.ts';
import { gpuPool } from './gpu-pool.ts';
import { gpuProfile, gpuProfileServed } from './gpu-profile.ts';
import { gpuQuota, gpuQuotaServed } from './gpu-quota.ts';
import { header, type Served } from './kind.ts';
import { policyTest } from './policy-test.ts';
import { API_VERSION } from './words.ts';

export const ours = {
  World: header,
  GpuPolicy: gpuPolicy,
  GpuQuota: gpuQuota,
  GpuProfile: gpuProfile,
  GpuExemption: gpuExemption,
  GpuPool: gpuPool,
  GpuCatalogue: gpuCatalogue,
  GpuClasses: gpuClasses,
  GpuModels: gpuModels,
  PolicyTest: policyTest,
};

export const schemas = {
  ...ours,
  Node: node,
  Namespace: namespace,
  Pod: pod,
  ResourceQuota: resourceQuota,
  ReplicaSet: owned,
  Job: numbered,
  StatefulSet: numbered,
  LeaderWorkerSet: numbered,
  DeviceClass: deviceClass,
  ResourceSlice: resourceSlice,
  ResourceClaim: resourceClaim,
  ResourceClaimTemplate: resourceClaimTemplate,
} satisfies Record<string, TSchema>;

export type Kind = keyof typeof schemas;
export type ValueOf<K extends Kind> = Static<(typeof schemas)[K]>;

const foreignVersions: Partial<Record<Kind, string>> = {
  Node: 'v1',
  Namespace: 'v1',
  Pod: 'v1',
  ResourceQuota: 'v1',
  ReplicaSet: 'apps/v1',
  Job: 'batch/v1',
  StatefulSet: 'apps/v1',
  LeaderWorkerSet: 'leaderworkerset.x-k8s.io/v1',
  DeviceClass: 'resource.k8s.io/v1',
  ResourceSlice: 'resource.k8s.io/v1',
  ResourceClaim: 'resource.k8s.io/v1',
  ResourceClaimTemplate: 'resource.k8s.io/v1',
};

export const isKind = (kind: string): kind is Kind => Object.hasOwn(schemas, kind);
export const versionOf = (kind: Kind): string => foreignVersions[kind] ?? API_VERSION;

/** The kinds a cluster serves; each has a CRD. */
export const served = {
  GpuPolicy: gpuPolicyServed,
  GpuQuota: gpuQuotaServed,
  GpuProfile: gpuProfileServed,
  GpuExemption: gpuExemptionServed,
} satisfies Partial<Record<keyof typeof ours, Served>>;
