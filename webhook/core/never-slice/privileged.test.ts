import { container, plain, podOf } from '../testing/pods.ts';
import type { Sign } from '../testing/signs.ts';
import { showsSigns } from '../testing/signs.contract.ts';
import { privileged } from './access.ts';

const rights = { securityContext: { privileged: true } };

const table: readonly Sign[] = [
  {
    rule: 'never/privileged',
    name: 'a privileged init container with a GPU of its own',
    pod: podOf({ initContainers: [container('warm', rights)] }),
    want: 'container warm is privileged',
    lookalikes: {
      'one that has no rights': podOf({ initContainers: [container('warm')] }),
      'one without a GPU, gone by the time it matters': podOf({
        initContainers: [plain('rules', rights)],
      }),
    },
  },
];

showsSigns('privileged containers', table, [privileged]);
