/** A guardrail that enforces, somebody whom its operator lets past, and the end of that. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';

import { addNodes } from '../fleet.ts';
import { BOOT_MS, type Cluster, canRun, eventually, sharedCluster } from '../shared.ts';
import {
  cardsAndSlices,
  exemption,
  gpuPod,
  installTranche,
  leave,
  metric,
  metrics,
  policy,
  refusedSoon,
} from './install.ts';

jest.setTimeout(120_000);
const suite = canRun() ? describe : describe.skip;

const nodes = cardsAndSlices('exempt');
const EXEMPT = 'exempt';
const RULE = 'guard/privileged';
const SECOND = 1000;

const tuner = gpuPod({
  namespace: EXEMPT,
  name: 'tuner',
  containers: [
    {
      name: 'main',
      image: 'registry.example.com/tuner:1.0',
      resources: { limits: { 'nvidia.com/gpu': '1' } },
      securityContext: { privileged: true },
    },
  ],
});
const until = (milliseconds: number) =>
  exemption('tuner', {
    namespace: EXEMPT,
    rules: [RULE],
    expires: new Date(Date.now() + milliseconds),
  });

suite('an exemption from a guardrail that enforces', () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await sharedCluster();
    await addNodes(cluster, nodes);
    await installTranche(cluster, { enforce: true });
    await cluster.namespace(EXEMPT);
    await cluster.apply(
      policy('privileged', {
        match: { namespaces: [EXEMPT] },
        sharing: undefined,
        guards: [{ rule: RULE, severity: 'deny' }],
      }),
    );
  }, BOOT_MS);

  afterAll(() => leave(cluster, [EXEMPT], nodes));

  const rehearsed = async (): Promise<string> => {
    const words = { args: ['--dry-run=server'], ok: false };
    return (await cluster.apply(JSON.stringify(tuner), words)).stderr;
  };

  test('without one the pod is refused', async () => {
    expect(await refusedSoon(cluster, tuner)).toContain(`${RULE}: container main is privileged`);
  });

  test('a fortnight before its end it is warned of, and the pod is stored', async () => {
    await cluster.apply(until(3600 * SECOND));
    const warned = await eventually('a warning that it ends soon', async () => {
      const said = await rehearsed();
      return said.startsWith('Warning: ') && said;
    });
    expect(warned.trim().split('\n')).toEqual([
      expect.stringContaining(
        `Warning: tranche: exemption/expiring: GpuExemption tuner, which lets it past ${RULE}, ends at `,
      ),
    ]);
    await eventually('the word that it matches nobody', async () => {
      const text = await metrics(cluster);
      return metric(text, 'tranche_exemptions_unmatched') === 1;
    });
    await cluster.apply(JSON.stringify(tuner));
    await eventually('the word that it matches somebody', async () => {
      const text = await metrics(cluster);
      return (
        metric(text, 'tranche_exemptions_unmatched') === 0 &&
        metric(text, 'tranche_exemptions_expiring') === 1
      );
    });
    expect(await cluster.get('pod', 'tuner', EXEMPT)).toBeDefined();
    expect(
      metric(await metrics(cluster), 'tranche_exempted_total', { rule: RULE }),
    ).toBeGreaterThan(0);
    await cluster.kubectl(['delete', 'pod', 'tuner', '-n', EXEMPT, '--force', '--grace-period=0']);
  });

  test('at its end the pod is refused again, and not before', async () => {
    const ending = until(15 * SECOND);
    const end = Date.parse((ending.spec as { expires: string }).expires);
    await cluster.apply(ending);
    let askedAt = 0;
    const refusal = await eventually('a refusal at its end', async () => {
      askedAt = Date.now();
      const said = await rehearsed();
      return said.includes('denied the request') && said;
    });
    const answered = Date.now();
    expect(refusal).toContain(`${RULE}: container main is privileged`);
    // Its end is counted in whole seconds, and never later than it was written.
    expect(answered).toBeGreaterThan(end - SECOND);
    expect(askedAt - end).toBeLessThan(5 * SECOND);
    await eventually('the word that it has ended', async () => {
      const text = await metrics(cluster);
      return metric(text, 'tranche_exemptions_ended') === 1;
    });
    await eventually('the Event that it has ended', async () => {
      const { stdout } = await cluster.kubectl(['describe', 'gpuexemption', 'tuner']);
      return /Warning +TrancheExemptionEnded .* and has no effect; team-lab may renew/.test(stdout);
    });
  });
});
