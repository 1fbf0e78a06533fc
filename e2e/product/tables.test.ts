/** What `kubectl get` and `kubectl explain` show of our kinds to someone who has not read our pages. */
import { afterAll, expect, test } from '@jest/globals';

import { type Cluster, eventually } from '../shared.ts';
import { exemption, policy, profile, quota } from './install.ts';
import { installedSuite } from './installed.ts';

const NAMESPACE = 'tables';
/** Of a terminal that nobody has made wider. */
const WIDTH = 120;

const written = [
  policy('speech-serving-latency', {
    match: { namespaces: [NAMESPACE] },
    class: 'serving',
    priority: 10,
  }),
  policy('house-rules', { mode: 'warn' }),
  quota('speech', [NAMESPACE], '2.5'),
  exemption('driver-of-its-own', {
    namespace: NAMESPACE,
    rules: ['guard/privileged', 'guard/host-devices', 'guard/host-namespaces'],
    expires: new Date('2035-01-31T00:00:00Z'),
  }),
  profile(NAMESPACE, 'Deployment', 'whisper-large-v3'),
];

installedSuite('tables and explanations', { namespaces: [NAMESPACE] }, (onceInstalled) => {
  let cluster: Cluster;

  onceInstalled(async (given) => {
    cluster = given;
    await cluster.apply(written);
    for (const one of [
      'gpupolicy/house-rules',
      'gpuquota/speech',
      'gpuexemption/driver-of-its-own',
    ])
      await cluster.kubectl(['wait', '--for=condition=Ready', one, '--timeout=30s']);
  });

  afterAll(() => cluster.kubectl(['delete', 'gpupolicies,gpuquotas,gpuexemptions', '--all']));

  const table = async (...what: readonly string[]): Promise<string[]> =>
    (await cluster.kubectl(['get', ...what])).stdout.split('\n').filter((line) => line !== '');

  test.each([
    [
      'gpupolicies',
      'NAME MODE PRIORITY CLASS ACCEPTED READY AGE',
      /^speech-serving-latency enforce 10 serving True True /,
    ],
    [
      'gpuquotas',
      'NAME MODE GPUS VRAM ACCEPTED READY AGE',
      /^speech enforce 2\.5 (<none> )?True True /,
    ],
    [
      'gpuexemptions',
      'NAME OWNER EXPIRES ACCEPTED READY AGE',
      /^driver-of-its-own team-lab 2035-01-31T00:00:00.000Z True True /,
    ],
  ])('%s fit a terminal, and say what their authors ask first', async (kind, head, row) => {
    const lines = await table(kind);
    expect(squeezed(lines[0])).toBe(head);
    expect(lines.map(squeezed)).toContainEqual(expect.stringMatching(row));
    expect(lines.filter((line) => line.trimEnd().length > WIDTH)).toEqual([]);
  });

  test('profiles too', async () => {
    const lines = await eventually('the profile', () => table('gpuprofiles', '-n', NAMESPACE));
    expect(squeezed(lines[0])).toBe('NAME KIND WORKLOAD VRAM MIB HOURS ACCEPTED READY AGE');
    expect(squeezed(lines[1])).toMatch(
      /^deployment-whisper-large-v3 Deployment whisper-large-v3 6000 168 /,
    );
    expect(lines.filter((line) => line.trimEnd().length > WIDTH)).toEqual([]);
  });

  test('whoever asks for more is told the rules, and what is wrong', async () => {
    const [head = '', row = ''] = await table('gpuexemptions', '-o', 'wide');
    expect(squeezed(head)).toBe('NAME OWNER EXPIRES RULES ACCEPTED READY SAYS AGE');
    expect(row).toContain('["guard/privileged","guard/host-devices","guard/host-namespaces"]');
  });

  test('all of them go by one word', async () => {
    const names = (await cluster.kubectl(['get', 'tranche', '-A', '-o', 'name'])).stdout.split(
      '\n',
    );
    for (const { kind, metadata } of written)
      expect(names).toContain(`${kind.toLowerCase()}.tranche.dev/${metadata.name}`);
  });

  test.each([
    ['gpupolicy', /Which workloads share GPUs on which terms/],
    ['gpupolicy.spec.mode', /observe: only say so in log and metrics\./],
    ['gpupolicy.spec.match', /all that is written must hold/],
    ['gpupolicy.spec.sharing', /Terms of sharing\./],
    ['gpupolicy.spec.sharing.ladder', /The first mechanism with a slice that fits wins\./],
    [
      'gpupolicy.spec.sharing.ladder.default',
      /mig, timeSlice, mps|Mechanisms for classes not named here/,
    ],
    ['gpupolicy.spec.sharing.evidence', /Hours of use that must have been seen at least\./],
    ['gpupolicy.spec.guards.severity', /Never more than the mode\./],
    ['gpupolicy.spec.guards.parameters', /each rule has its own/],
    ['gpuquota.spec.limits', /A limit that is not written does not bind\./],
    ['gpuexemption.spec.expires', /its owner is warned 14 days before/],
    ['gpuprofile.spec.containers', /Highest GPU memory in use/],
  ])('kubectl explain %s is a sentence', async (path, says) => {
    const { stdout } = await cluster.kubectl(['explain', path]);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(says);
    expect(stdout).not.toContain('<no description>');
  });
});

const squeezed = (line = ''): string => line.replaceAll(/ +/g, ' ').trim();
