import { celList } from '../matching/row.ts';
import { celContainers } from './cel.ts';
import { reachesGpu } from './reaches-gpu.ts';
import type { Guard } from './rule.ts';

/** They open or make device files. Runtimes take the names in either case, with or without `CAP_`. */
const WIDE = ['ALL', 'MKNOD', 'SYS_ADMIN'];

const CEL_WIDE =
  '(has(c.securityContext.capabilities) && has(c.securityContext.capabilities.add) && ' +
  `c.securityContext.capabilities.add.exists(a, a.upperAscii() in ${celList(WIDE.flatMap((name) => [name, `CAP_${name}`]))}))`;

export const privileged: Guard = {
  id: 'guard/privileged',
  about:
    'A privileged container on a node with GPUs sees all of them; one that may make device files can make its own way to them, as in CVE-2021-1056.',
  occasions: ['create', 'update'],
  cel: () =>
    `variables.reachesGpu && ${celContainers(
      `has(c.securityContext) && ((has(c.securityContext.privileged) && c.securityContext.privileged) || ${CEL_WIDE})`,
    )}`,

  check(scene) {
    if (!reachesGpu(scene)) return undefined;
    for (const { name, securityContext } of scene.containers) {
      if (securityContext?.privileged === true)
        return `container ${name} is privileged and sees every GPU of its node; remove securityContext.privileged`;
      const wide = securityContext?.capabilities?.add?.find((capability) =>
        WIDE.includes(capability.toUpperCase().replace(/^CAP_/, '')),
      );
      if (wide !== undefined)
        return `container ${name} has the capability ${wide}, which opens devices of its node; remove it from securityContext.capabilities.add`;
    }
    return undefined;
  },
};
