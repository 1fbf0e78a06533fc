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
      ? { namespace: 'chat', pod: 'llama-0', since: 1000 }
      : undefined,
  createdAt: () => 'gone',
};
const LLAMA = { namespace: 'chat', pod: 'llama-0', container: 'server' };

const exported = (pod: string) => ({
  exported_namespace: 'chat',
  exported_pod: pod,
  exported_container: 'server',
});
const EVIL = { namespace: 'evil', pod: 'evil-0', container: 'x' };

describe('the pod of an engine', () => {
  test.each([
    ['a PodMonitor’s', { namespace: 'chat', pod: 'llama-0', container: 'server' }],
    ['one that names another one, and is itself', { ...LLAMA, ...exported('other-0') }],
    ['one that was read by another Prometheus that says nothing of itself', exported('llama-0')],
    [
      'one that says the same twice',
      { ...LLAMA, kubernetes_namespace: 'chat', kubernetes_pod_name: 'llama-0' },
    ],
    ['one that says its address, too', { ...LLAMA, instance: '10.0.3.4:8000' }],
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
    ['two pods at once', { ...LLAMA, kubernetes_namespace: 'evil', kubernetes_pod_name: 'evil-0' }],
    ['another one than who is at its address', { ...EVIL, instance: '10.0.3.4:8000' }],
  ])('%s is nobody’s', (_, labels) => {
    expect(ownerIn(labels, targets)).toBeUndefined();
  });
});

describe('a target that speaks of another one’s server', () => {
  test('is believed of itself alone, whatever Prometheus has renamed', () => {
    expect(ownerIn({ ...EVIL, ...exported('llama-0') }, targets)).toEqual(EVIL);
    const router = { namespace: 'chat', pod: 'router-0', ...exported('llama-0') };
    expect(ownerIn(router, targets)).toBeUndefined();
  });

  test('and has no target’s labels at all is found out by its address', () => {
    const at = (instance: string) =>
      ownerIn({ namespace: 'chat', pod: 'two-0', container: 'first', instance }, targets);
    expect(at('10.0.3.4:8000')).toBeUndefined();
    expect(at('10.0.3.9:8000')).toEqual({ namespace: 'chat', pod: 'two-0', container: 'first' });
    expect(ownerIn({ ...exported('two-0'), instance: '10.0.3.4:8000' }, targets)).toBeUndefined();
  });

  test('is no liar whose address was given to another pod after it', () => {
    const old = { namespace: 'chat', pod: 'llama-old', container: 'server' };
    const labels = { ...old, instance: '10.0.3.4:8000' };
    expect(ownerIn(labels, targets, 1000)).toEqual(old);
    expect(ownerIn(labels, targets, 1001)).toBeUndefined();
  });
});
