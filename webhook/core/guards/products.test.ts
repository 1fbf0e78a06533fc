import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { NodeFacts } from '../menu/node.ts';
import type { Pod, PodSpec } from '../pod.ts';
import { catalogue } from '../testing/catalogue.ts';
import { objection } from '../testing/guarded.ts';
import { cards, gpuTaint, mixed, nodeOf } from '../testing/nodes.ts';
import { asking, container, plain, podOf } from '../testing/pods.ts';
import { crowdFrom } from '../testing/scenes.ts';
import { LARGEST, NUMBERS } from '../testing/draw.ts';
import { products } from './products.ts';

const LABEL = 'nvidia.com/gpu.product';
const h100 = cards('a', 'h100');
const l4 = cards('b', 'l4');
const taintedL4 = cards('b', 'l4', 8, { taints: [gpuTaint] });

const claimed = () => ({ resource: 'nvidia.com/gpu', count: 1 });

interface Held {
  readonly strict?: boolean;
  readonly nodes?: readonly NodeFacts[];
  readonly allowed?: readonly string[];
}

const said = (spec: Partial<PodSpec>, { strict, nodes = [h100, l4], allowed }: Held = {}): string =>
  objection(products, podOf(spec), {
    parameters: {
      products: allowed ?? ['H100-80GB'],
      ...(strict === undefined ? {} : { strict }),
    },
    world: { nodes },
  }) ?? 'let in';

describe('products that a policy allows', () => {
  test('are enough where one of them could be had, unless the policy is strict', () => {
    expect(said({})).toBe('let in');
    expect(said({}, { strict: true })).toBe(
      'the pod could land on L4, and this policy allows H100-80GB; write the nodeSelector nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3',
    );
  });

  test('are told from what keeps the pod off other nodes', () => {
    const pinned = { nodeSelector: { [LABEL]: 'NVIDIA-H100-80GB-HBM3' } };
    expect(said(pinned, { strict: true })).toBe('let in');
    expect(said({}, { strict: true, nodes: [h100, taintedL4] })).toBe('let in');
    expect(
      said({ tolerations: [{ operator: 'Exists' }] }, { strict: true, nodes: [h100, taintedL4] }),
    ).toMatch(/could land on L4/);
    expect(said({ nodeName: 'b' })).toMatch(/^the pod can run on no other card than L4,/);
  });

  test('are not those of a pod that wants another', () => {
    expect(said({ nodeSelector: { [LABEL]: 'NVIDIA-L4' } })).toBe(
      'the pod can run on no other card than L4, and this policy allows H100-80GB; write the nodeSelector nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3',
    );
  });

  test('may be several', () => {
    const several = { allowed: ['A100-40GB', 'H100-80GB'], nodes: [cards('c', 'a100'), h100, l4] };
    expect(said({}, { ...several, strict: true })).toMatch(
      /require nvidia.com\/gpu.product In \[[^,]*, [^,]*\] by node affinity$/,
    );
  });

  test('are told by a name of parts, and of nodes that are out of service', () => {
    const part = { containers: [container('main', asking('1', 'nvidia.com/mig-1g.10gb'))] };
    const cut = mixed('c', 'h100', { '1g.10gb': 7 }, { schedulable: false });
    expect(said(part, { nodes: [l4, cut], allowed: ['L4'] })).toMatch(
      /no other card than H100-80GB/,
    );
  });

  test('are those of claims as well', () => {
    const spec = {
      resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 'one' }],
      containers: [plain('main', { resources: { claims: [{ name: 'gpu' }] } })],
    };
    const held = { parameters: { products: ['H100-80GB'] }, world: { nodes: [l4], claimed } };
    expect(objection(products, podOf(spec), held)).toMatch(/no other card than L4/);
  });
});

describe('where no node offers what is asked for', () => {
  test('the pod’s own words are all there is', () => {
    const nodes: NodeFacts[] = [];
    expect(said({}, { nodes, strict: true })).toBe('let in');
    expect(said({ nodeSelector: { [LABEL]: 'NVIDIA-L4' } }, { nodes })).toMatch(
      /^the pod can run on no other card than L4, .*; require nvidia.com\/gpu.product In \[NVIDIA-H100-80GB-HBM3, H100-80GB-HBM3\] by node affinity$/,
    );
    expect(said({ nodeSelector: { [LABEL]: 'NVIDIA-Z1' } }, { nodes })).toMatch(/than NVIDIA-Z1,/);
  });

  test('a card that no catalogue knows is none of those allowed', () => {
    const odd = nodeOf('z', { 'nvidia.com/gpu': 1 }, { labels: { [LABEL]: 'NVIDIA-Z1' } });
    expect(said({}, { nodes: [odd] })).toMatch(/no other card than NVIDIA-Z1,/);
  });
});

const check = (
  pod: Pod,
  nodes: readonly NodeFacts[],
  allowed: readonly string[],
  strict: boolean,
) => objection(products, pod, { parameters: { products: allowed, strict }, world: { nodes } });

describe('a law', () => {
  const names = catalogue.products.map(({ name }) => name);
  const draws = fc.array(fc.nat(LARGEST), { minLength: NUMBERS, maxLength: NUMBERS });
  test('allowing more refuses no more, and what is let in strictly is let in', () => {
    fc.assert(
      fc.property(draws, fc.subarray(names), fc.subarray(names), (numbers, some, more) => {
        const { pod, parts } = crowdFrom(numbers);
        for (const strict of [true, false])
          if (check(pod, parts.nodes, some, strict) === undefined)
            expect(check(pod, parts.nodes, [...some, ...more], strict)).toBeUndefined();
        if (check(pod, parts.nodes, some, true) === undefined)
          expect(check(pod, parts.nodes, some, false)).toBeUndefined();
      }),
    );
  });
});
