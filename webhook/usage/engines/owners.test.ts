/** Whose engine a series is of, however its scrape was set up. */
import { describe, expect, test } from '@jest/globals';
import { ownerIn, type Targets } from './owners.ts';

const HOLDERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['chat/llama-0', ['server']],
  ['chat/two-0', ['first', 'second']],
  ['chat/router-0', []],
]);
const targets: Targets = {
  holdersIn: (namespace, pod) => HOLDERS.get(`${namespace}/${pod}`) ?? 'gone',
  podAt: (address) =>
    address === '10.0.3.4' || address === 'fd00::4'
      ? { namespace: 'chat', pod: 'llama-0' }
      : undefined,
};
const LLAMA = { namespace: 'chat', pod: 'llama-0', container: 'server' };

describe('the pod of an engine', () => {
  test.each([
    ['a PodMonitor’s', { namespace: 'chat', pod: 'llama-0', container: 'server' }],
    [
      'one that was read by another Prometheus',
      {
        namespace: 'monitoring',
        pod: 'prometheus-0',
        container: 'prometheus',
        exported_namespace: 'chat',
        exported_pod: 'llama-0',
        exported_container: 'server',
      },
    ],
    ['one without its container', { namespace: 'chat', pod: 'llama-0' }],
    ['one that is scraped through a proxy', { ...LLAMA, container: 'istio-proxy' }],
    ['of annotations', { kubernetes_namespace: 'chat', kubernetes_pod_name: 'llama-0' }],
    ['of a collector', { k8s_namespace_name: 'chat', k8s_pod_name: 'llama-0' }],
    ['by its address', { instance: '10.0.3.4:8000' }],
    ['by its address of six', { instance: '[fd00::4]:8000' }],
  ])('%s', (_, labels) => {
    expect(ownerIn(labels, targets)).toEqual(LLAMA);
  });

  test('that is gone is believed by its labels', () => {
    const old = { namespace: 'chat', pod: 'llama-old', container: 'server' };
    expect(ownerIn(old, targets)).toEqual(old);
    expect(ownerIn({ namespace: 'chat', pod: 'llama-old' }, targets)).toBeUndefined();
  });

  test.each([
    ['a router, which repeats what engines say', { namespace: 'chat', pod: 'router-0' }],
    ['one of two containers, and nothing says which', { namespace: 'chat', pod: 'two-0' }],
    ['nobody’s address', { instance: '10.0.3.5:8000' }],
    ['nothing at all', {}],
  ])('%s is nobody’s', (_, labels) => {
    expect(ownerIn(labels, targets)).toBeUndefined();
  });
});
