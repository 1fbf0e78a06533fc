import { describe, expect, test } from '@jest/globals';
import { container, plain, podOf, sidecar } from '../testing/pods.ts';
import { objection } from '../testing/guarded.ts';
import type { Container, Pod } from '../pod.ts';
import { probes } from './probes.ts';

const said = (pod: Pod, ...wanted: readonly string[]): string =>
  objection(probes, pod, { parameters: { probes: wanted } }) ?? 'let in';

const ready = { readinessProbe: { httpGet: { path: '/health', port: 8000 } } };
const started = { startupProbe: { httpGet: { path: '/health', port: 8000 } } };
const server = (parts: Partial<Container>): Pod =>
  podOf({ containers: [container('server', parts)] });

const beside = (init: Container): Pod =>
  podOf({ containers: [container('server', ready), plain('proxy')], initContainers: [init] });

const behind = (proxy: Container): Pod =>
  podOf({ containers: [container('user-container'), proxy] });

const claimed = () => ({ resource: 'nvidia.com/gpu', count: 1 });

describe('probes of a server with a GPU', () => {
  test('are those that the policy lists, and all of them', () => {
    expect(said(server(ready), 'readiness')).toBe('let in');
    expect(said(server({ ...ready, ...started }), 'readiness', 'startup')).toBe('let in');
    expect(said(server(ready), 'startup', 'readiness')).toBe(
      'container server serves with a GPU and has no startupProbe; add it to the container',
    );
    expect(said(server({}), 'liveness', 'readiness')).toMatch(
      /has no readinessProbe and no livenessProbe;/,
    );
  });

  test('are asked of a sidecar with a GPU, and not of who ends or has none', () => {
    expect(said(beside(container('warm-up')), 'readiness')).toBe('let in');
    expect(said(beside(sidecar(container('encoder'))), 'readiness')).toMatch(/^container encoder/);
  });

  test('are asked of the container that uses a claim for a GPU', () => {
    const claims = { resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 'small' }] };
    const pod = podOf({
      ...claims,
      containers: [plain('proxy'), plain('server', { resources: { claims: [{ name: 'gpu' }] } })],
    });
    const held = { parameters: { probes: ['readiness'] }, world: { claimed } };
    expect(objection(probes, pod, held)).toMatch(/^container server serves/);
    expect(said(pod, 'readiness')).toBe('let in');
  });

  test('may have been handed to the container beside it, where that asks whether both are ready', () => {
    const value = '{"tcpSocket":{"port":8080,"host":"127.0.0.1"},"successThreshold":1}';
    const handed = { env: [{ name: 'SERVING_READINESS_PROBE', value }] };
    const pod = behind(plain('queue-proxy', { ...ready, ...handed }));
    expect(said(pod, 'readiness')).toBe('let in');
    expect(said(pod, 'readiness', 'startup')).toMatch(/has no startupProbe;/);
    const missing = /^container user-container serves with a GPU and has no readinessProbe;/;
    // A variable alone asks nobody.
    expect(said(behind(plain('helper', { ...ready, ...handed })), 'readiness')).toMatch(missing);
    expect(said(behind(plain('queue-proxy', handed)), 'readiness')).toMatch(missing);
    expect(said(behind(plain('queue-proxy', ready)), 'readiness')).toMatch(missing);
    expect(said(behind(container('queue-proxy', { ...ready, ...handed })), 'readiness')).toMatch(
      missing,
    );
    expect(said(server(handed), 'readiness')).toMatch(/has no readinessProbe;/);
  });

  test('are not asked of what serves nobody', () => {
    const batch = { ownerReferences: [] };
    expect(said(podOf({}, batch), 'readiness')).toBe('let in');
  });
});
