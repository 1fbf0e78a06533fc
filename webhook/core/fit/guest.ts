/**
 * A pod without GPUs that lets itself onto nodes with GPUs. Their taint keeps pods off that need no
 * card, because cards whose node has neither CPU nor memory left are of use to nobody. Such a pod is not
 * governed, so a cluster never asks about it: this is for whoever explains or reviews a manifest.
 */
import type { Reason } from '../decision.ts';
import { isGpuTaint, ofDaemonSet } from '../matching/gpu-nodes.ts';
import { isClaimResource } from './dra.ts';
import type { Pool } from '../menu.ts';
import { otherEngine } from '../never-slice/access.ts';
import type { Taint } from '../pod.ts';
import type { Question } from '../question.ts';
import { nodesFor } from './room.ts';
import { untolerated } from '../selector.ts';

export function guest(question: Question): Reason | undefined {
  const { pod, menu, asks, terms } = question;
  if (asks.length > 0 || invited(question)) return undefined;
  const listed = terms === 'none' ? [] : terms.tolerate;
  for (const pool of menu.pools) {
    const taint = pool.taints.find((one) => keepsForGpus(one, listed));
    if (taint !== undefined && nodesFor(pod, pool).length > 0)
      return { rule: 'placement/gpu-taint', says: told(taint, pool) };
  }
  return undefined;
}

/** What belongs on every node, or on these; and what is given its GPU in another way. */
export function invited(question: Question): boolean {
  const { pod, workload, asks, catalogue } = question;
  if (workload === 'unknown') return true;
  return (
    ofDaemonSet(pod) ||
    ofTheSystem(workload.namespace) ||
    mayClaimGpu(question) ||
    otherEngine.check({ pod, asks, workload, catalogue }) !== undefined
  );
}

/**
 * Where GPUs that are handed out by claims are known, so is which claims are for one; elsewhere any may
 * be. One that is not there yet is for none: whoever makes pods tries again, and finds it.
 */
function mayClaimGpu({ pod, menu }: Question): boolean {
  const { resourceClaims = [] } = pod.spec;
  if (resourceClaims.length === 0) return false;
  if (![...menu.advertised].some(isClaimResource)) return true;
  return resourceClaims.some(
    (claim) => menu.claimed(pod.metadata.namespace ?? '', claim) !== 'nothing',
  );
}

/** As Kubernetes, clouds and operators name their own: kube-system, nvidia-…, gpu-operator, calico-system. */
const ofTheSystem = (namespace: string): boolean =>
  SYSTEM.starts.some((start) => namespace.startsWith(start)) ||
  SYSTEM.ends.some((end) => namespace.endsWith(end));

const SYSTEM = {
  starts: ['kube-', 'openshift-', 'nvidia-', 'gke-'],
  ends: ['-system', '-operator'],
};

/** As all of them do, or because the policy says so. */
const keepsForGpus = (taint: Taint, listed: readonly string[]): boolean =>
  untolerated([taint], []).length > 0 && (isGpuTaint(taint) || listed.includes(taint.key));

const told = ({ key, value }: Taint, { offers }: Pool): string =>
  `it asks for no GPU and tolerates ${value === undefined || value === '' ? key : `${key}=${value}`}, the taint of nodes with ${offers[0]?.product ?? 'GPUs'}: there it takes CPU and memory from pods that use the cards`;
