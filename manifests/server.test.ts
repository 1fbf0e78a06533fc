/** How the server is run, and the image that it is run from. */
import { describe, expect, test } from '@jest/globals';
import { imageFiles, workingDir } from '../e2e/kubelet/image.ts';
import { inBase } from './base.fixture.ts';
import { read } from './generate/files.ts';

const deployment = inBase('deployment.yaml');
const pod = deployment.spec.template.spec;
const [container] = pod.containers;

describe('the server', () => {
  test('is one, and its successor waits until it is gone', () => {
    expect(deployment.spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
  });

  test('has no more rights on its node than a process needs', () => {
    expect(pod.securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: 65_532,
      runAsGroup: 65_532,
      fsGroup: 65_532,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const writable = container.volumeMounts.filter(
      ({ readOnly }: { readOnly?: boolean }) => !readOnly,
    );
    expect(writable).toEqual([{ name: 'state', mountPath: '/var/lib/tranche' }]);
    expect(pod).not.toHaveProperty('hostNetwork');
  });

  test('has no CPU limit, and is granted the memory it asks for', () => {
    const { requests, limits } = container.resources;
    expect(Object.keys(limits)).toEqual(['memory']);
    expect(limits.memory).toBe(requests.memory);
    expect(requests.cpu).toBeDefined();
  });

  test('is given more time to stop than it drains', () => {
    expect(container.args).toContain('--drain-seconds=15');
    expect(pod.terminationGracePeriodSeconds).toBe(45);
  });

  test('is started with words that its command line knows', () => {
    const [command, ...options] = container.args;
    const source = read('webhook/cli.ts');
    expect(source).toContain(`command('${command}')`);
    for (const option of options) {
      const [name] = option.split('=');
      expect(source).toContain(option === name ? `'${name}'` : `'${name} <`);
    }
  });

  test('holds a token that ends within the hour', () => {
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(inBase('service-account.yaml').automountServiceAccountToken).toBe(false);
    const { sources } = pod.volumes.find(
      ({ name }: { name: string }) => name === 'api-access',
    ).projected;
    expect(sources[0].serviceAccountToken).toEqual({ path: 'token', expirationSeconds: 3600 });
  });
});

describe('the image', () => {
  const dockerfile = read('manifests/Dockerfile');
  const final = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));

  test('holds what the tests run in its place', () => {
    expect(final).toContain(`WORKDIR ${workingDir}\n`);
    for (const { to } of imageFiles) {
      const name = to.slice(workingDir.length + 1);
      expect(final).toMatch(new RegExp(`^COPY .*\\b${name}( \\./)?$`, 'm'));
    }
    expect(final).toContain('ENTRYPOINT ["node", "/app/dist/cli.js"]');
  });

  test('runs as the user that the manifests name', () => {
    expect(final).toContain(
      `USER ${pod.securityContext.runAsUser}:${pod.securityContext.runAsGroup}`,
    );
  });
});
