import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Decision } from '../decision.ts';
import type { Container, Pod } from '../pod.ts';
import type { Profile } from '../profile.ts';
import type { Terms } from '../terms.ts';
import { models, registry } from '../testing/models.ts';
import { container, podOf, profileOf } from '../testing/pods.ts';
import { CARD, LARGE, MIDDLE, nodes, SMALL } from '../testing/saying.ts';
import { told as outcome } from '../testing/told.ts';
import { proposed, shapeOfAll, termsOf, type WorldParts } from '../testing/world.ts';

const VLLM = 'vllm/vllm-openai:v0.11.0';
const MIB_OF: Readonly<Record<string, number>> = {
  [SMALL]: 9984,
  [MIDDLE]: 20_096,
  [LARGE]: 40_320,
};

const evidence = termsOf().evidence;
const slicing: Partial<Terms> = { evidence: { ...evidence, estimate: 'slice' } };

const loading = (name: string, ...more: readonly string[]): Container =>
  container('server', { image: VLLM, args: ['--model', name, ...more] });

function given(
  of: Container,
  terms: Partial<Terms> = slicing,
  parts: Partial<WorldParts> & { readonly seen?: Partial<Profile>; readonly pod?: Pod } = {},
): Decision {
  const { seen, pod = podOf({ containers: [of] }), ...rest } = parts;
  const profiles = seen === undefined ? {} : { server: profileOf(of, seen) };
  return proposed(pod, { nodes, terms: termsOf(terms), models: registry, profiles, ...rest });
}

const ruled = ({ rules }: Decision, id: string): string =>
  rules.find((rule) => rule.id === id)?.reason ?? 'nothing';

const QWEN = 'Qwen/Qwen2.5-0.5B-Instruct';

describe('a workload that nobody has measured', () => {
  test('keeps its card, and its reader is told what it would take', () => {
    const decision = given(loading(QWEN), {});
    expect(outcome(decision)).toBe(`${CARD}: evidence/none`);
    expect(decision.because.says).toMatch(
      /no profile .*; qwen2\.5-0\.5b in bf16 would take about \d+ MiB, and the policy takes estimates as advice$/,
    );
    expect(ruled(decision, 'evidence/estimate')).toContain('= weights 943 + cache 384 ');
  });

  test('gets a slice where the policy lets an estimate slice', () => {
    const decision = given(loading(QWEN));
    expect(outcome(decision)).toBe(`${SMALL}: fit/mig`);
    expect(decision.because.says).toMatch(/^estimate \d+ MiB x 1\.2 x 1\.25 fits 9984 MiB$/);
  });

  test('of which only a size is known keeps its card all the same', () => {
    expect(outcome(given(loading('acme/x-0.5b')))).toBe(`${CARD}: evidence/none`);
  });

  test('that trains is told nothing but why', () => {
    const pod = podOf({ containers: [loading(QWEN)] }, { labels: {} });
    const training = {
      classes: { owners: [], launchers: [], table: [{ class: 'training', images: ['*/vllm*'] }] },
    } as const;
    const decision = given(loading(QWEN), slicing, { pod, ...training });
    expect(outcome(decision)).toBe(`${CARD}: evidence/none`);
    expect(ruled(decision, 'evidence/no-estimate')).toContain('not known to serve');
  });

  test('is told of no model where it names none', () => {
    const decision = given(container('server'));
    expect(decision.rules.map(({ id }) => id)).toEqual(['evidence/none']);
  });

  test('keeps the shape of its siblings', () => {
    const siblings = shapeOfAll({ server: { slice: MIDDLE, mechanism: 'mig' } });
    expect(outcome(given(loading(QWEN), slicing, { siblings }))).toBe(`${MIDDLE}: fit/sibling`);
  });

  test('is heard before it is estimated, where the policy hears it', () => {
    const of = loading(QWEN);
    const pod = podOf({ containers: [of] }, { annotations: { 'tranche.dev/vram': '15Gi' } });
    expect(outcome(given(of, { ...slicing, declared: 'accept' }, { pod }))).toBe(
      `${MIDDLE}: fit/mig`,
    );
  });

  test('is not half estimated: two containers are sliced only where both are known', () => {
    const other = container('other', { image: VLLM, args: ['--model', '/mnt/models'] });
    const pod = podOf({ containers: [loading(QWEN), other] });
    const decision = given(loading(QWEN), slicing, { pod });
    expect(decision.because.rule).toBe('evidence/none');
    expect(decision.containers.map(({ chosen }) => chosen)).toEqual([CARD, CARD]);
  });
});

describe('what was measured', () => {
  test('goes before an estimate, be it more or less', () => {
    const of = loading('meta-llama/Llama-2-13b-hf');
    expect(outcome(given(of, slicing, { seen: { vramMaxMiB: 8000 } }))).toBe(`${SMALL}: fit/mig`);
    const small = given(loading(QWEN), slicing, { seen: { vramMaxMiB: 30_000 } });
    expect(outcome(small)).toBe(`${LARGE}: fit/mig`);
    expect(ruled(small, 'evidence/estimate')).toBe('nothing');
  });

  test('for too short a time can only ask for more', () => {
    const few = { hours: 2, vramMaxMiB: 12_000 };
    expect(outcome(given(loading(QWEN), slicing, { seen: few }))).toBe(`${MIDDLE}: fit/mig`);
    const less = { hours: 2, vramMaxMiB: 100 };
    expect(outcome(given(loading(QWEN), slicing, { seen: less }))).toBe(`${SMALL}: fit/mig`);
  });

  test('of another revision says nothing of this one', () => {
    const seen = { revision: 'another', vramMaxMiB: 30_000 };
    expect(outcome(given(loading(QWEN), slicing, { seen }))).toBe(`${SMALL}: fit/mig`);
    expect(outcome(given(loading(QWEN), {}, { seen }))).toBe(`${CARD}: evidence/new-revision`);
  });
});

describe('whatever it says that it loads', () => {
  const names = fc.constantFrom(...models.map(({ name }) => name), 'x-7b', '/mnt/models');
  const endings = fc.constantFrom('', '', '-awq', '-fp8', '-Q4_K_M', '-chat', '-of-ours');
  const flags = fc.constantFrom<readonly string[]>(
    [],
    ['--max-model-len', '512'],
    ['--max-num-seqs=1'],
    ['--quantization=awq'],
    ['--enforce-eager'],
    ['--model', QWEN],
    ['--kv-cache-memory-bytes=1M'],
  );
  const of = fc
    .tuple(names, endings, fc.array(flags, { maxLength: 2 }))
    .map(([first, second, more]) => loading(`${first}${second}`, ...more.flat()));

  test('it gets no slice unless its policy says so', () => {
    fc.assert(
      fc.property(of, fc.constantFrom<Terms['declared']>('ignore', 'accept'), (one, declared) => {
        const decision = given(one, { declared });
        expect(outcome(decision)).toBe(`${CARD}: evidence/none`);
        expect(decision.verdict).toBe('leave');
      }),
      { numRuns: 200 },
    );
  });

  test('a slice has a quarter more than headroom asks of the estimate, and the floor', () => {
    let slices = 0;
    fc.assert(
      fc.property(
        of,
        fc.constantFrom(1, 1.2, 2),
        fc.constantFrom(0, 12_000),
        (one, headroom, floorMiB) => {
          const decision = given(one, { ...slicing, headroom, floorMiB });
          const chosen = MIB_OF[decision.containers[0]?.chosen ?? ''];
          if (chosen === undefined) return;
          slices += 1;
          const [, MiB] = / about (\d+) MiB/.exec(ruled(decision, 'evidence/estimate')) ?? [];
          expect(chosen).toBeGreaterThanOrEqual(Math.max(Number(MiB) * headroom * 1.25, floorMiB));
        },
      ),
      { numRuns: 200 },
    );
    expect(slices).toBeGreaterThan(30);
  });
});
