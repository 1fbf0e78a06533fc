import { describe, expect, test } from '@jest/globals';
import type { Container } from '../pod.ts';
import { objection } from '../testing/guarded.ts';
import { container, plain, podOf, served } from '../testing/pods.ts';
import { privileged } from './privileged.ts';

type Rights = NonNullable<Container['securityContext']>;
const says = (securityContext: Rights) => objection(privileged, served({ securityContext }));
const adding = (...add: string[]) => says({ capabilities: { add } });

describe('a container beside a GPU', () => {
  test.each(['ALL', 'MKNOD', 'SYS_ADMIN', 'SYS_MODULE', 'SYS_RAWIO'])(
    'that may do %s is told so, however it is written',
    (name) => {
      expect(adding(name)).toContain(`has the capability ${name}, which opens devices`);
      expect(adding('NET_ADMIN', `cap_${name.toLowerCase()}`)).toBeDefined();
    },
  );

  test.each(['IPC_LOCK', 'NET_ADMIN', 'SYS_PTRACE', 'SYS_NICE', 'SYS_RAW'])('may do %s', (name) => {
    expect(adding(name)).toBeUndefined();
  });
});

describe('a process of a Windows node is what a privileged container is elsewhere', () => {
  const windowsOptions = { hostProcess: true };

  test('in one container', () => {
    expect(says({ windowsOptions })).toBe(
      'container server is a process of its node (hostProcess); remove securityContext.windowsOptions.hostProcess',
    );
    expect(says({ windowsOptions: { hostProcess: false } })).toBeUndefined();
    const init = plain('setup', { securityContext: { windowsOptions } });
    expect(objection(privileged, podOf({ initContainers: [init] }))).toContain('container setup');
  });

  test('and in all of a pod at once, where one has a GPU', () => {
    const securityContext = { windowsOptions };
    expect(objection(privileged, podOf({ securityContext }))).toContain(
      'remove spec.securityContext.windowsOptions.hostProcess',
    );
    const without = podOf({ securityContext, containers: [plain('web')] });
    expect(objection(privileged, without)).toBeUndefined();
    expect(objection(privileged, podOf({ containers: [container('a')] }))).toBeUndefined();
  });
});
