import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { warningLine } from '../../report/lines.ts';
import type { Decision } from '../decision.ts';
import { examine } from '../examine.ts';
import { DAY, idleOf, type Exemption } from '../exemption.ts';
import { denying, everyGuard } from '../testing/guards.ts';
import { cards } from '../testing/nodes.ts';
import { reviewOf, served } from '../testing/pods.ts';
import { READ_AT, worldOf } from '../testing/world.ts';
import type { Guards } from '../terms.ts';

const nodes = [cards('whole', 'h100')];
const privileged = served({ name: 'main', securityContext: { privileged: true } });
const until = (expires: number): string => `second ${expires}`;

const exemption = (parts: Partial<Exemption> = {}): Exemption => {
  const expires = parts.expires ?? READ_AT + 90 * DAY;
  return {
    name: 'tuner',
    owner: 'team-lab',
    reason: 'its driver',
    rules: ['guard/privileged'],
    ...parts,
    expires,
    until: until(expires),
  };
};

interface When {
  readonly exemptions?: readonly Exemption[];
  readonly guards?: Guards;
  readonly readAt?: number;
}

const judged = ({ guards = everyGuard('deny'), ...when }: When): Decision =>
  examine(reviewOf(privileged), worldOf({ nodes, guards, ...when })).decision;

const verdictBy = (...rules: string[]) => judged({ exemptions: [exemption({ rules })] }).verdict;

const outcomeOf = ({ rules }: Decision, id = 'guard/privileged') =>
  rules.find((rule) => rule.id === id);

describe('a finding that an exemption covers', () => {
  test('is made, noted with who answers for it and until when, and refuses nobody', () => {
    const decision = judged({ exemptions: [exemption()] });
    expect(decision).toMatchObject({ verdict: 'leave', inForce: false });
    expect(outcomeOf(decision)).toEqual({
      id: 'guard/privileged',
      outcome: 'skip',
      exemption: 'tuner',
      reason: `exempt until ${until(READ_AT + 90 * DAY)} by GpuExemption tuner of team-lab: container main is privileged and sees every GPU of its node; remove securityContext.privileged`,
    });
    expect(warningLine(decision)).toBeUndefined();
  });

  test('is covered by the group of its rule as well, and by no other rule', () => {
    expect(verdictBy('guard/*')).toBe('leave');
    expect(verdictBy('guard/host-devices', 'guard/privileged')).toBe('leave');
    expect(verdictBy('guard/host-devices')).toBe('refuse');
  });

  test('does not hide what else is found', () => {
    const guards = new Map([...everyGuard('deny'), ...denying('guard/max-gpus', { perPod: 0 })]);
    const decision = judged({ exemptions: [exemption()], guards });
    expect(decision).toMatchObject({ verdict: 'refuse', because: { rule: 'guard/max-gpus' } });
  });

  test('names, whatever length an operator writes, still leave room for the date', () => {
    const long = 'x'.repeat(400);
    const { reason = '' } = outcomeOf(judged({ exemptions: [exemption({ owner: long })] })) ?? {};
    expect(reason.length).toBeLessThanOrEqual(512);
    expect(reason).toContain(until(READ_AT + 90 * DAY));
    expect(reason).toContain('container main is privileged');
  });
});

const left = (seconds: number, more: When = {}) =>
  judged({ exemptions: [exemption({ expires: READ_AT + seconds })], ...more });

describe('the end of an exemption', () => {
  test.each([
    ['a second before it', 1, 'leave'],
    ['at its second', 0, 'refuse'],
    ['after it', -1, 'refuse'],
  ])('%s', (_, seconds, verdict) => {
    expect(left(seconds).verdict).toBe(verdict);
  });

  test.each([
    ['fourteen days before it', 14 * DAY, true],
    ['a second earlier', 14 * DAY + 1, false],
  ])('%s, whoever applies the pod is told: or not', (_, seconds, told) => {
    expect(outcomeOf(left(seconds), 'exemption/expiring') !== undefined).toBe(told);
    expect(warningLine(left(seconds)) !== undefined).toBe(told);
  });

  test('is told to the log alone where the guardrail is', () => {
    const decision = left(DAY, { guards: everyGuard('audit') });
    expect(outcomeOf(decision, 'exemption/expiring')?.outcome).toBe('skip');
    expect(warningLine(decision)).toBeUndefined();
    expect(decision.verdict).toBe('leave');
  });

  test('is nobody’s concern where another lasts', () => {
    const exemptions = [
      exemption({ name: 'old', expires: READ_AT + DAY }),
      exemption({ name: 'renewed' }),
    ];
    for (const order of [exemptions, exemptions.toReversed()]) {
      const decision = judged({ exemptions: order });
      expect(outcomeOf(decision)?.exemption).toBe('renewed');
      expect(outcomeOf(decision, 'exemption/expiring')).toBeUndefined();
    }
  });
});

/** Ended, about to end, or neither. */
const stage = (readAt: number) => (one: Exemption) =>
  Math.sign(one.expires - readAt - 0.5) + Math.sign(one.expires - readAt - 14 * DAY - 0.5);

describe('whatever exemptions there are', () => {
  const any = fc.record({
    name: fc.constantFrom('a', 'b', 'c'),
    expires: fc.integer({ min: READ_AT - 40 * DAY, max: READ_AT + 40 * DAY }),
    rules: fc.constantFrom(['guard/*'], ['guard/privileged'], ['guard/own-keys']),
  });
  const some = fc.array(any.map(exemption), { maxLength: 4 });

  test('those that have ended change no byte of the Decision', () => {
    fc.assert(
      fc.property(some, (exemptions) => {
        const inForce = exemptions.filter(({ expires }) => expires > READ_AT);
        expect(JSON.stringify(judged({ exemptions }))).toBe(
          JSON.stringify(judged({ exemptions: inForce })),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('between two days on which one begins to end, or ends, the clock changes no byte either', () => {
    const later = fc.integer({ min: 1, max: 20 * DAY });
    let same = 0;
    fc.assert(
      fc.property(some, later, (exemptions, seconds) => {
        const [now, then] = [READ_AT, READ_AT + seconds];
        fc.pre(
          JSON.stringify(exemptions.map(stage(now))) ===
            JSON.stringify(exemptions.map(stage(then))),
        );
        same += exemptions.length;
        expect(JSON.stringify(judged({ exemptions, readAt: then }))).toBe(
          JSON.stringify(judged({ exemptions, readAt: now })),
        );
      }),
      { numRuns: 200 },
    );
    expect(same).toBeGreaterThan(20);
  });

  test('a pod is refused exactly where none in force covers it, and at most one line is said', () => {
    fc.assert(
      fc.property(some, (exemptions) => {
        const decision = judged({ exemptions });
        const covered = exemptions.some(
          ({ expires, rules }) => expires > READ_AT && rules[0] !== 'guard/own-keys',
        );
        expect(decision.verdict).toBe(covered ? 'leave' : 'refuse');
        expect(warningLine(decision) ?? '').not.toContain('\n');
      }),
      { numRuns: 200 },
    );
  });
});

const forOwner = (owner: string, parts: Partial<Exemption> = {}) => ({
  ...exemption({ name: owner, ...parts }),
  concerns: (namespace: string) => namespace === 'lab',
  matches: ({ ownerName }: { readonly ownerName: string }) => ownerName === owner,
});

describe('an exemption that lets nobody past', () => {
  const someone = { namespace: 'lab', namespaceLabels: {}, podLabels: {}, ownerKind: 'Job' };
  const living = ['a', 'b'].map((ownerName) => ({ ...someone, ownerName }));
  const found = (...all: ReturnType<typeof forOwner>[]) =>
    idleOf(all, READ_AT, () => living).unmatched.map(({ name }) => name);

  test('is found among those that do', () => {
    expect(found(forOwner('a'), forOwner('typo'), forOwner('b'))).toEqual(['typo']);
  });

  test('has ended, and is looked for no more', () => {
    expect(found(forOwner('typo', { expires: READ_AT }))).toEqual([]);
  });

  test('is not looked for where nothing is known of live pods', () => {
    expect(idleOf([forOwner('typo')], READ_AT, undefined).unmatched).toEqual([]);
  });
});
