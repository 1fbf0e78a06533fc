/** Every sign by which a pod shows, without being told, that it must not be sliced. */
import {
  graphics,
  otherEngine,
  otherScheduler,
  placedByHand,
  privileged,
  resourceClaims,
  visibleDevices,
} from './access.ts';
import { gang, launched, parallel } from './distributed.ts';
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
  visibleDevices,
  rdma,
  gang,
  launched,
  parallel,
  graphics,
];
