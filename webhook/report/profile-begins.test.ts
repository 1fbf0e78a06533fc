import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import type { ContainerDecision, Decision, Reason } from '../core/decision.ts';
import { propose } from '../core/propose.ts';
import { cards, mixed } from '../core/testing/nodes.ts';
import { container, podOf, reviewOf } from '../core/testing/pods.ts';
import { worldOf } from '../core/testing/world.ts';
import { base } from './decision.fixture.ts';
import { profileBegins } from './profile-begins.ts';

const NONE: Reason = { rule: 'evidence/none', says: 'no profile for container main of x' };

const without = (
  names: readonly string[],
  over: Partial<Decision> = {},
  reason = NONE,
): Decision => {
  const [one] = base.containers;
  if (one === undefined) throw new Error('the fixture has a container');
  const containers = names.map((name): ContainerDecision => ({ ...one, name, reasons: [reason] }));
  return { ...base, containers, because: reason, ...over };
};

interface Begins {
  readonly metadata: object;
  readonly spec: {
    readonly workload: object;
    readonly containers: readonly { readonly name: string; readonly revision: unknown }[];
  };
}
const begun = (decision: Decision): Begins => parse(profileBegins(decision) ?? '') as Begins;

describe('how a profile begins', () => {
  test('is told of a pod that has none, as it was decided', () => {
    const pod = podOf({ containers: [container('server', { args: ['--model=tiny'] })] });
    const nodes = [mixed('mig', 'h100', { '1g.10gb': 7 }), cards('whole', 'h100')];
    const decision = propose(reviewOf(pod), worldOf({ nodes, profiles: {} }));
    expect(decision.because.rule).toBe('evidence/none');
    expect(begun(decision)).toMatchObject({
      kind: 'GpuProfile',
      metadata: { name: 'asr', namespace: 'speech' },
      spec: {
        workload: { kind: 'Deployment', name: 'asr' },
        containers: [{ name: 'server', revision: decision.revision }],
      },
    });
    expect(decision.revision).toContain('registry.local/asr');
  });

  test('is told of a new revision, and of nothing that a profile would not change', () => {
    const anew: Reason = { rule: 'evidence/new-revision', says: 'it is of another' };
    expect(profileBegins(without(['main'], {}, anew))).toContain('kind: GpuProfile\n');
    const hours: Reason = { rule: 'evidence/none', says: 'main was seen for 5 h; it takes 24 h' };
    for (const one of [base, without(['main'], {}, hours)])
      expect(profileBegins(one)).toBeUndefined();
  });

  test('has a row for each of three containers at most, each with its own revision', () => {
    const revision = 'a/a | b/b x=1 | c/c | d/d';
    const { containers } = begun(without(['a', 'b', 'c', 'd'], { revision })).spec;
    expect(containers.map(({ name, revision: own }) => [name, own])).toEqual([
      ['a', 'a/a'],
      ['b', 'b/b x=1'],
      ['c', 'c/c'],
    ]);
    // A word that divides revisions leaves it open whose is which.
    const torn = begun(without(['a', 'b'], { revision: 'a/a | b | c' })).spec.containers;
    expect(torn.map((row) => row.revision)).toEqual([null, null]);
  });

  test('is read back as it was said, whatever names say, and obeyed by no terminal', () => {
    const text = fc.oneof(
      fc.string({ minLength: 1, unit: 'grapheme' }),
      fc.constantFrom(
        '1',
        'null',
        'a: b',
        '~',
        '- x',
        'a #b',
        '0x1f',
        '1e3',
        'y',
        'off',
        '0X1F',
        '1_0',
        '010',
      ),
    );
    fc.assert(
      fc.property(text, text, text, (name, kind, revision) => {
        fc.pre(!revision.includes(' | '));
        const workload = { ...base.workload, name, kind };
        const one = without(['main'], { workload, revision });
        for (const version of ['1.1', '1.2'] as const)
          expect(parse(profileBegins(one) ?? '', { version })).toMatchObject({
            metadata: { name },
            spec: { workload: { kind, name }, containers: [{ revision }] },
          });
      }),
    );
    const forged = without(['\u001b[2J\u009b'], { revision: 'x\u202e\ny' });
    expect(profileBegins(forged)?.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });
});
