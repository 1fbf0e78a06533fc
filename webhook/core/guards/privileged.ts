import type { Container, WindowsOptions } from '../pod.ts';
import { celList } from '../matching/row.ts';
import { celContainers } from './cel.ts';
import { reachesGpu } from './reaches-gpu.ts';
import type { Guard } from './rule.ts';

/** They open or make device files, reach past them to the ports and memory of a card, or change its driver. Runtimes take the names in either case, with or without `CAP_`. */
const WIDE = ['ALL', 'MKNOD', 'SYS_ADMIN', 'SYS_MODULE', 'SYS_RAWIO'];

const CEL_WIDE =
  '(has(c.securityContext.capabilities) && has(c.securityContext.capabilities.add) && ' +
  `c.securityContext.capabilities.add.exists(a, a.upperAscii() in ${celList(WIDE.flatMap((name) => [name, `CAP_${name}`]))}))`;

const celHost = (path: string): string =>
  `(has(${path}.windowsOptions) && has(${path}.windowsOptions.hostProcess) && ${path}.windowsOptions.hostProcess)`;

export const privileged: Guard = {
  id: 'guard/privileged',
  about:
    'A privileged container on a node with GPUs sees all of them; one that may make device files can make its own way to them, as in CVE-2021-1056.',
  occasions: ['create', 'update'],
  cel: () => ({
    objects: `variables.reachesGpu && ((has(object.spec.securityContext) && ${celHost('object.spec.securityContext')}) || ${celContainers(
      `has(c.securityContext) && ((has(c.securityContext.privileged) && c.securityContext.privileged) || ${CEL_WIDE} || ${celHost('c.securityContext')})`,
    )})`,
  }),

  check(scene) {
    if (!reachesGpu(scene)) return undefined;
    // What joins a pod later did not choose what the pod is.
    if (scene.occasion === 'create' && isOfHost(scene.pod.spec.securityContext))
      return 'it is a process of its node (hostProcess); remove spec.securityContext.windowsOptions.hostProcess';
    for (const { name, securityContext } of scene.containers) {
      const says = widened(securityContext);
      if (says !== undefined) return `container ${name} ${says}`;
    }
    return undefined;
  },
};

function widened(rights: Container['securityContext']): string | undefined {
  if (isOfHost(rights))
    return 'is a process of its node (hostProcess); remove securityContext.windowsOptions.hostProcess';
  if (rights?.privileged === true)
    return 'is privileged and sees every GPU of its node; remove securityContext.privileged';
  const wide = rights?.capabilities?.add?.find((capability) =>
    WIDE.includes(capability.toUpperCase().replace(/^CAP_/, '')),
  );
  return (
    wide &&
    `has the capability ${wide}, which opens devices of its node; remove it from securityContext.capabilities.add`
  );
}

const isOfHost = (of: { readonly windowsOptions?: WindowsOptions } | undefined): boolean =>
  of?.windowsOptions?.hostProcess === true;
