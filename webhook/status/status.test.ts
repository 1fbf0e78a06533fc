import { describe, expect, test } from '@jest/globals';
import { colours } from '../report/colour.ts';
import type { Facts } from './facts.ts';
import { START, factsOf, missed } from './status.fixture.ts';
import { statusOf } from './status.ts';
import { statusText } from './text.ts';

const policyIn = (name: string, ...facts: Parameters<typeof factsOf>) =>
  statusOf(factsOf(...facts)).policies.find((one) => one.name === name);

describe('the report', () => {
  test('is the same for the same facts, and survives being sent', () => {
    const report = statusOf(factsOf());
    expect(statusOf(factsOf())).toEqual(report);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(report).toMatchObject({ kind: 'TrancheStatus', version: 1, attention: [] });
  });

  test('says what observing would have done, of GPUs that would be free', () => {
    const { wouldHave, decisions } = statusOf(factsOf({}, { pods: 10, privileged: 2 }));
    expect(wouldHave).toEqual({
      rewritten: { pods: 10, gpus: 8.58, teams: ['unassigned'] },
      refused: [{ rule: 'guard/host-namespaces', pods: 2 }],
    });
    expect(decisions).toEqual({
      since: new Date(START).toISOString(),
      pods: 13,
      by: [
        { mode: 'enforce', outcome: 'missed', pods: 1 },
        { mode: 'observe', outcome: 'left', pods: 2 },
        { mode: 'observe', outcome: 'would be rewritten', pods: 10 },
      ],
    });
  });

  test('proposes to warn, and never to enforce', () => {
    expect(policyIn('default')?.next).toEqual({
      to: 'warn',
      because: '300 pods in 48 h, and none would have been refused',
      edit: `kubectl patch gpupolicy default --type=merge -p '{"spec":{"mode":"warn"}}'`,
    });
    expect(policyIn('lab')?.next.to).toBe('stays');
    expect(policyIn('night')?.next.to).toBe('stays');
  });

  test('proposes nothing while a pod would have been refused', () => {
    expect(policyIn('default', {}, { pods: 400, privileged: 1 })?.next).toEqual({
      to: 'stays',
      because:
        'would have refused pods (guard/host-namespaces 1): mend them, exempt them, or lower the severity',
    });
  });

  test('says so where the view cannot tell whose a pod is', () => {
    expect(policyIn('lab')?.live).toBe('unknown');
    // A notebook may be among them.
    expect(policyIn('default')?.live).toEqual({ workloads: 4, pods: 9, atMost: true });
    expect(policyIn('night')?.live).toEqual({ workloads: 0, pods: 0 });
  });

  test('profiles are fresh for a fortnight', () => {
    expect(statusOf(factsOf()).profiles).toEqual({ fresh: 1, stale: 1, undated: 1, missing: 2 });
  });
});

describe('what wants a look', () => {
  const { set } = factsOf();

  test.each<[string, Parameters<typeof factsOf>[0], string]>([
    ['what readiness waits for', { missing: ['a view'] }, 'not ready: it waits for a view'],
    [
      'faults in the documents',
      { set: { ...set, faults: ['a.yaml:3:4: no', 'b.yaml:1:1: no'] } },
      'the documents last read have 2 faults: a.yaml:3:4: no',
    ],
    [
      'a single fault, as one',
      { set: { ...set, faults: ['a.yaml:3:4: no'] } },
      'the documents last read have 1 fault: a.yaml:3:4: no',
    ],
    [
      'profiles that are not believed',
      { set: { ...set, apart: ['cluster GpuProfile x/b: no', 'cluster GpuProfile x/c: no'] } },
      'GpuProfiles that contradict others, or themselves, are not believed: cluster GpuProfile x/b: no',
    ],
    [
      'files that cannot be read, by their names',
      { unread: "ENOENT: no such file or directory, 'a.yaml'" },
      "documents cannot be read: ENOENT: no such file or directory, 'a.yaml'",
    ],
    [
      'a set of an earlier life',
      { set: { ...set, keptAt: '2026-11-19T09:00:00Z' } },
      'the set in force is the one that was kept at 2026-11-19T09:00:00Z',
    ],
    [
      'a silent cluster',
      { ages: new Map([['nodes', 121]]) },
      "nothing was heard of the cluster's nodes for 121 s",
    ],
    [
      'pods that missed us',
      { missed },
      '12 pods wait as they were submitted: recreated, each would be rewritten',
    ],
  ])('%s', (_, facts, line) => {
    expect(statusOf(factsOf(facts)).attention).toEqual([line]);
  });
});

const plain = colours(false);

const backedOff = (backOff: Facts['backOff']) => statusText(statusOf(factsOf({ backOff })), plain);

describe('the screen', () => {
  test('tells all there is', () => {
    const facts = factsOf({ missed }, { pods: 310, privileged: 2 });
    expect(`\n${statusText(statusOf(facts), plain)}`).toBe(`
Tranche is ready, up since 2026-11-20T09:00Z, cluster heard 12.1 s ago
set 3f2a9c1d0e77, generation 3, since 2026-11-20T09:00Z, 0 faults
profiles: 1 fresh, 1 stale, 1 undated, 2 missing
profiler: off, no Prometheus is asked what workloads use
exemptions: 2 in force, 1 ending soon, 0 ended, 1 matching nobody
! 12 pods wait as they were submitted: recreated, each would be rewritten

POLICY   MODE     SHARE  LIVE                    SINCE IT CHANGED                               NEXT
night    enforce  0.25   0 workloads, 0 pods     1 pod, 0 rewritten                             stays
lab      warn     1      cannot tell             0 pods, 0 rewritten                            stays
default  observe  1      <= 4 workloads, 9 pods  312 pods, 0 rewritten, 310 would be rewritten  stays
  night stays: no further than this: a slice that proves too small is not taken back by itself (evidence/backed-off is off)
  lab stays: no further than this: a slice that proves too small is not taken back by itself (evidence/backed-off is off)
  default stays: would have refused pods (guard/host-namespaces 2): mend them, exempt them, or lower the severity
  default guardrails: guard/host-namespaces would refuse 2
guardrails: 0 deny, 0 warn, 1 audit

QUOTA   MODE     GPUS        VRAM MIB
speech  enforce  1.142 of 4  91000
vision  observe  ?           ? of 163840

313 pods judged by this replica since 2026-11-20T09:00Z:
  enforce: 1 missed
  observe: 2 left
  observe: 310 would be rewritten
enforcing would have rewritten 310 pods of 1 team, which frees 265.98 GPU of cards for others; refused 2 by guard/host-namespaces

12 pods that missed us and wait:
  speech/Deployment/whisper: 12 pods since 2026-11-22T08:58Z, policy night
    would be given main: nvidia.com/gpu: 1 -> H100-80GB nvidia.com/mig-1g.10gb
    kubectl delete pod -n speech -l pod-template-hash=f --field-selector=spec.nodeName=
  3 more are still to be looked at

back-off is off: nobody watches
`);
  });

  test('names who is backed off, a dozen of them, and where that is off says why', () => {
    const workloads = Array.from({ length: 14 }, (_, i) => ({
      namespace: 'speech',
      workload: `Deployment/asr-${i}`,
      container: 'main',
      slice: 'H100-80GB nvidia.com/mig-1g.10gb',
      until: '2026-11-29T09:00:00Z',
      because: 'it restarted 2 times within 4m',
    }));
    const on = backedOff({ is: 'on', backedOff: 14, workloads });
    expect(on).toContain(
      '\n  speech/Deployment/asr-0: main failed on H100-80GB nvidia.com/mig-1g.10gb, gets more until 2026-11-29T09:00Z: it restarted 2 times within 4m\n',
    );
    expect(on).not.toContain('asr-12');
    expect(on).toContain('  and 2 more: -o json');
    const off = { is: 'off', because: 'nobody may write', backedOff: 0, workloads: [] } as const;
    expect(backedOff(off)).toContain('\nback-off is off: nobody may write\n');
  });

  test('has no further line for a policy that is in force for all it matches', () => {
    const report = statusOf(factsOf());
    const policies = report.policies.map((one) =>
      one.name === 'lab' ? { ...one, mode: 'enforce' as const, rolloutShare: 1 } : one,
    );
    const text = statusText({ ...report, policies }, plain);
    expect(text).toMatch(/^lab +enforce +1 .* stays$/m);
    expect(text).not.toContain('lab stays: ');
    expect(text).toContain('night stays: ');
  });

  test('is painted on a terminal alone, and says the same', () => {
    const report = statusOf(factsOf({ missed }));
    const painted = statusText(report, colours(true));
    // oxlint-disable-next-line no-control-regex
    expect(painted.replaceAll(/\u001b\[\d+m/g, '')).toBe(statusText(report, plain));
    expect(painted).not.toBe(statusText(report, plain));
  });

  test('names the faults, a dozen of them', () => {
    const all = Array.from({ length: 20 }, (_, i) => `a.yaml:${i}:1: no`);
    const { set } = factsOf();
    const screen = (faults: readonly string[], more = {}) =>
      statusText(statusOf(factsOf({ set: { ...set, faults, ...more } })), plain);
    expect(screen(all.slice(0, 3))).toContain(`3 faults
profiles: 1 fresh, 1 stale, 1 undated, 2 missing
profiler: off, no Prometheus is asked what workloads use
exemptions: 2 in force, 1 ending soon, 0 ended, 1 matching nobody
! the documents last read have 3 faults: a.yaml:0:1: no
    a.yaml:1:1: no
    a.yaml:2:1: no

`);
    expect(screen(all, { moreFaults: 5 })).toContain(
      '    a.yaml:11:1: no\n    and 13 more: the log has them\n\n',
    );
    expect(screen(all, { moreFaults: 5 })).toContain(', 25 faults\n');
  });

  test('stays a screen, however much there is', () => {
    const { groups } = missed;
    const many = { ...missed, groups: Array.from({ length: 40 }, () => groups).flat() };
    const text = statusText(statusOf(factsOf({ missed: many })), plain);
    expect(text.split('\n').length).toBeLessThan(80);
    expect(text).toContain('and 28 more: -o json');
  });

  test('shows what a pod calls its owner, and obeys none of it', () => {
    const [group] = missed.groups;
    if (group === undefined) throw new Error('one group waits');
    const forged = {
      ...group,
      workload: 'Job/whisper\u001b[2J\nall is well',
      would: 'main\u009b8m: whole\r -> slice',
      command: 'kubectl delete pod\u202e x\n',
    };
    const text = statusText(statusOf(factsOf({ missed: { ...missed, groups: [forged] } })), plain);
    expect(text).toContain('  speech/Job/whisper?[2J?all is well: 12 pods since');
    expect(text).toContain('would be given main?8m: whole? -> slice\n');
    expect(text).toContain('kubectl delete pod? x?\n');
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });

  test('cuts no command, and shows none where there is none', () => {
    const [group] = missed.groups;
    if (group === undefined) throw new Error('one group waits');
    const command = `kubectl delete pod -n speech ${'w'.repeat(5000)}`;
    const groups = [
      { ...group, command },
      { ...group, command: 'none', note: 'look at the pod' },
    ];
    const text = statusText(statusOf(factsOf({ missed: { ...missed, groups } })), plain);
    expect(text).toContain(`    ${command}\n`);
    expect(text).not.toContain('    none\n');
    expect(text).toContain('    look at the pod\n');
  });

  test('of a server that has nothing says so', () => {
    const nothing = factsOf({ missed: 'unwatched' });
    const set = { ...nothing.set, hash: 'none', documents: [], teams: [] };
    const text = statusText(statusOf({ ...nothing, set, ages: new Map() }), plain);
    expect(text).toContain('no policy is in force');
    expect(text).toContain('there is no cluster to look at');
  });
});
