/** Odd pods that come by the doors to GPUs: processes of their node, its name, wide rights. */
import * as fc from 'fast-check';
import { oddPod } from '../faults/odd-pods.ts';

const often = <T>(value: T) => fc.constantFrom(undefined, undefined, undefined, value);

/** What odd pods lack of what these guards look at. */
const sharing = fc.record({
  hostPID: often(true),
  hostIPC: often(true),
  nodeName: often('some-node'),
  // The API server takes such pods on the network of their node only.
  ofHost: often({
    hostNetwork: true,
    securityContext: { windowsOptions: { hostProcess: true } },
  }),
  securityContext: fc.constantFrom(
    undefined,
    undefined,
    { privileged: true },
    { privileged: false },
    { capabilities: { add: ['cap_sys_admin'] } },
    { capabilities: { add: ['NET_ADMIN', 'MKNOD'] } },
    { capabilities: { add: ['sys_rawio'] } },
    { capabilities: { add: ['SYS_MODULE'] } },
    { windowsOptions: { hostProcess: false } },
    { capabilities: { add: ['NET_ADMIN'] } },
  ),
});

export const doorPod = fc
  .tuple(oddPod, sharing)
  .map(([pod, { hostPID, hostIPC, nodeName, ofHost, ...rest }]) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: pod.metadata,
    spec: {
      ...pod.spec,
      ...(hostPID && { hostPID }),
      ...(hostIPC && { hostIPC }),
      ...ofHost,
      ...(nodeName !== undefined && { nodeName }),
      containers: pod.spec.containers.map((container) => ({
        ...container,
        ...(rest.securityContext && { securityContext: rest.securityContext }),
      })),
    },
  }));
