/** Every sign by which a pod shows, without being told, that it must not be sliced. */
import {
  otherEngine,
  otherScheduler,
  placedByHand,
  privileged,
  resourceClaims,
  visibleDevices,
} from './access.ts';
import { launched, parallel } from './distributed.ts';
import { gang } from './gang.ts';
import { graphics } from './graphics.ts';
import { hostDevices, hostNamespaces, nodeAgent, virtualMachine } from './host.ts';
import type { NeverSlice } from './rule.ts';
import { alreadySlice, invalidCount, multiGpu, rdma } from './size.ts';

/**
 * The first that sees something gives the reason a reader is told. Those that leave even the
 * placement alone (blocked.ts) come first: a pod placed by hand may also ask for two GPUs.
 */
export const neverSlice: readonly NeverSlice[] = [
  invalidCount,
  resourceClaims,
  otherEngine,
  alreadySlice,
  placedByHand,
  otherScheduler,
  multiGpu,
  privileged,
  hostDevices,
  hostNamespaces,
  visibleDevices,
  virtualMachine,
  nodeAgent,
  rdma,
  gang,
  launched,
  parallel,
  graphics,
];
