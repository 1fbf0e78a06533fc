import { describe, expect, test } from '@jest/globals';
import { guards } from '../core/guards/all.ts';
import type { Severity } from '../core/terms.ts';
import { compile } from './compile.ts';
import { catalogue, policy, setOf, subject } from './example.ts';
import { readText } from './read.ts';
import { renderFaults } from './render.ts';

const max = (severity: Severity, perPod: number) => ({
  rule: 'guard/max-gpus' as const,
  severity,
  parameters: { perPod },
});

const named = (...policies: readonly ReturnType<typeof policy>[]) =>
  setOf(...policies)
    .guards(subject(), 'serving')
    .get('guard/max-gpus')
    ?.map(({ severity, parameters, policy: by }) => [severity, parameters['perPod'], by]);

describe('what a guardrail is held to', () => {
  test('two policies that hold it to different figures are both heard', () => {
    expect(
      named(
        policy('a', { mode: 'enforce', guards: [max('warn', 2)] }),
        policy('b', { mode: 'enforce', guards: [max('deny', 8)] }),
      ),
    ).toEqual([
      ['warn', 2, 'a'],
      ['deny', 8, 'b'],
    ]);
  });

  test('of two that hold it to the same, the stricter', () => {
    expect(
      named(
        policy('a', { mode: 'enforce', guards: [max('warn', 2)] }),
        policy('b', { mode: 'enforce', guards: [max('deny', 2)] }),
      ),
    ).toEqual([['deny', 2, 'b']]);
  });
});

const written = (guard: string) => `apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata:
  name: limits
spec:
  guards:
    - ${guard}
`;

function faultsOf(guard: string): string {
  const text = written(guard);
  const { documents, faults } = readText('limits.yaml', text);
  const made = compile(documents);
  const all = faults.length > 0 || made.ok ? faults : made.faults;
  return renderFaults(all, () => text);
}

describe('parameters that are not the rule’s', () => {
  test('one it needs and has not', () => {
    expect(faultsOf('{rule: guard/max-gpus, severity: deny}')).toContain(
      'limits.yaml:7:7: /spec/guards/0 needs parameters.perPod or parameters.perOwner or parameters.perTeam for guard/max-gpus',
    );
  });

  test('one it needs, where others are written', () => {
    expect(
      faultsOf('{rule: guard/spot, severity: deny, parameters: {checkpointPaths: [/a]}}'),
    ).toContain('limits.yaml:7:7: /spec/guards/0 needs parameters.grace for guard/spot');
  });

  test('one of another rule, at its own place', () => {
    expect(faultsOf('{rule: guard/privileged, severity: deny, parameters: {perPod: 2}}')).toMatch(
      /limits\.yaml:7:69: \/spec\/guards\/0\/parameters\/perPod is no parameter of guard\/privileged/,
    );
  });

  test('one that no rule has, with what was meant', () => {
    expect(faultsOf('{rule: guard/max-gpus, severity: deny, parameters: {perPods: 2}}')).toContain(
      'did you mean perPod?',
    );
  });
});

const withProducts = (products: string): string => {
  const text = written(
    `{rule: guard/products, severity: deny, parameters: {products: ${products}}}`,
  );
  const made = compile([...readText('limits.yaml', text).documents, catalogue()]);
  return made.ok ? 'let in' : renderFaults(made.faults, () => text);
};

describe('parameters of a form', () => {
  test('a product that no catalogue has, with what was meant', () => {
    expect(withProducts('[H100-80GB]')).toBe('let in');
    expect(withProducts('[H100-80GB, H100-80G]')).toMatch(
      /limits\.yaml:7:\d+: \/spec\/guards\/0\/parameters\/products\/1 must be a product of the catalogue, got H100-80G\b.*did you mean H100-80GB\?/s,
    );
  });

  test('the key of a label that no label can have', () => {
    expect(
      faultsOf('{rule: guard/required-labels, severity: deny, parameters: {labels: ["a b"]}}'),
    ).toContain('must be the key of a label, such as dag_id or tekton.dev/pipeline, got "a b"');
  });

  test('none of several of which one is needed', () => {
    expect(faultsOf('{rule: guard/spot, severity: deny, parameters: {grace: 60s}}')).toContain(
      'limits.yaml:7:7: /spec/guards/0 needs parameters.checkpointPaths or parameters.checkpointVariables or parameters.checkpointAnnotations for guard/spot',
    );
  });
});

test('parameters of one name are the same in every rule, since they are one field', () => {
  const specs = guards.flatMap(({ parameters = {} }) => Object.entries(parameters));
  for (const [name, spec] of specs) {
    const { about, kind, least, most, of } = spec;
    const same = specs.filter(([other]) => other === name).map(([, one]) => one);
    for (const one of same)
      expect([one.about, one.kind, one.least, one.most, one.of]).toEqual([
        about,
        kind,
        least,
        most,
        of,
      ]);
  }
});
