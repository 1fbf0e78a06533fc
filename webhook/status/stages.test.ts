import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Mode } from '../core/decision.ts';
import { read, policy } from '../policy/example.ts';
import { LEAST_HOURS, LEAST_PODS, nextStage, SHARES, withEdit, type Standing } from './stages.ts';

const seasoned: Standing = {
  mode: 'observe',
  rolloutShare: 1,
  pods: LEAST_PODS,
  hours: LEAST_HOURS,
  wouldRefuse: [],
  backOff: 'off',
};

describe('the next stage', () => {
  test.each<[string, Partial<Standing>, object]>([
    ['from observe, once it has been seen to do no harm', {}, { to: 'warn' }],
    [
      'not before enough pods came by',
      { pods: LEAST_PODS - 1 },
      { to: 'stays', because: '299 of 300 pods judged since it changed' },
    ],
    [
      'not before a night has passed',
      { hours: 23.9 },
      { to: 'stays', because: '23 of 24 h since it changed' },
    ],
    [
      'not while somebody would have been refused',
      { wouldRefuse: [{ rule: 'guard/privileged', pods: 2 }] },
      { to: 'stays', because: expect.stringContaining('(guard/privileged 2)') },
    ],
    [
      'not to enforce while nothing takes a slice back',
      { mode: 'warn' },
      { to: 'stays', because: expect.stringContaining('evidence/backed-off is off') },
    ],
    [
      'not to more while that is switched off',
      { mode: 'enforce', rolloutShare: 0.1, backOff: 'off' },
      { to: 'stays', because: expect.stringContaining('evidence/backed-off is off') },
    ],
    ['to a tenth first', { mode: 'warn', backOff: 'on' }, { to: 'enforce', rolloutShare: 0.1 }],
    [
      'to the next share',
      { mode: 'enforce', rolloutShare: 0.2, backOff: 'on' },
      { to: 'enforce', rolloutShare: 0.25 },
    ],
    [
      'nowhere from the last',
      { mode: 'enforce', backOff: 'on' },
      { to: 'stays', because: 'it is in force for all it matches' },
    ],
  ])('%s', (_, differs, stage) => {
    expect(nextStage({ ...seasoned, ...differs })).toMatchObject(stage);
  });

  test('of guardrails alone has no share', () => {
    const { rolloutShare: _, ...guards } = { ...seasoned, mode: 'warn' as const };
    expect(nextStage({ ...guards, backOff: 'on' })).toEqual({
      to: 'enforce',
      because: '300 pods in 24 h, and none would have been refused',
    });
  });

  test('of guardrails alone is enforce though nothing takes slices back: they give none', () => {
    const { rolloutShare: _, ...guards } = { ...seasoned, mode: 'warn' as const };
    expect(nextStage(guards)).toEqual({
      to: 'enforce',
      because: '300 pods in 24 h, and none would have been refused',
    });
    expect(nextStage({ ...guards, pods: 0 }).to).toBe('stays');
  });
});

const standings = fc.record({
  mode: fc.constantFrom<Mode>('observe', 'warn', 'enforce'),
  rolloutShare: fc.constantFrom(0, 0.05, ...SHARES),
  pods: fc.integer({ min: 0, max: 1000 }),
  hours: fc.double({ min: 0, max: 100, noNaN: true }),
  wouldRefuse: fc.array(fc.record({ rule: fc.constant('guard/x' as const), pods: fc.nat() }), {
    maxLength: 1,
  }),
  backOff: fc.constantFrom<Standing['backOff']>('on', 'off'),
});

describe('whatever has been counted', () => {
  test('enforce is never proposed while nothing takes a slice back', () => {
    fc.assert(
      fc.property(standings, (standing) => {
        if (standing.backOff !== 'on') expect(nextStage(standing).to).not.toBe('enforce');
      }),
    );
  });

  test('no stage is left out, none goes back, and following the proposals ends with all', () => {
    fc.assert(
      fc.property(standings, (drawn) => {
        let standing: Standing = { ...drawn, ...seasoned, mode: drawn.mode, backOff: 'on' };
        standing = { ...standing, rolloutShare: drawn.rolloutShare };
        const steps: string[] = [];
        for (let i = 0; i < 10; i++) {
          const { to, rolloutShare = drawn.rolloutShare } = nextStage(standing);
          if (to === 'stays') break;
          steps.push(`${to} ${rolloutShare}`);
          standing = { ...standing, mode: to, rolloutShare };
        }
        expect([standing.mode, standing.rolloutShare]).toEqual(['enforce', 1]);
        const all = ['warn', ...SHARES.map((share) => `enforce ${share}`)];
        const at = steps.map((step) => all.findIndex((one) => step.startsWith(one)));
        expect(at).toEqual(at.map((first, i) => (at[0] ?? first) + i));
      }),
    );
  });
});

describe('the edit', () => {
  const stage = { to: 'warn', because: '' } as const;

  test('of an object of the cluster is a command', () => {
    expect(withEdit(stage, policy('default', { mode: 'observe' })).edit).toBe(
      `kubectl patch gpupolicy default --type=merge -p '{"spec":{"mode":"warn"}}'`,
    );
  });

  test('of a file is its place', () => {
    const [document] = read(
      'apiVersion: tranche.dev/v1alpha1\nkind: GpuPolicy\nmetadata: { name: a }\nspec:\n  mode: observe\n',
      'policies/a.yaml',
    );
    if (document === undefined) throw new Error('one document was written');
    expect(withEdit({ ...stage, to: 'enforce', rolloutShare: 0.1 }, document).edit).toBe(
      'policies/a.yaml:5:9: set spec.mode to enforce and spec.sharing.rolloutShare to 0.1',
    );
  });

  test('of a file with an unreadable name is one line that a terminal does not obey', () => {
    const [document] = read(
      'apiVersion: tranche.dev/v1alpha1\nkind: GpuPolicy\nmetadata: { name: a }\nspec:\n  mode: observe\n',
      'a\u001b[2J\n.yaml',
    );
    if (document === undefined) throw new Error('one document was written');
    expect(withEdit(stage, document).edit).toBe('a?[2J?.yaml:5:9: set spec.mode to warn');
  });

  test('of nothing is none', () => {
    const stays = { to: 'stays', because: 'it does' } as const;
    expect(withEdit(stays, policy('default', {}))).toBe(stays);
  });
});
