/** Names of variables, each by itself, for the guard and for what the API server sends us. */
import { describe, expect, test } from '@jest/globals';
import { judgeConditions, judged } from '../governed.ts';
import type { Pod } from '../pod.ts';
import { evaluate } from '../testing/cel.ts';
import { objection } from '../testing/guarded.ts';
import { plain, podOf } from '../testing/pods.ts';
import { visibleDevices } from './visible-devices.ts';

const setting = (name: string, value: string): Pod =>
  podOf({ containers: [plain('main', { env: [{ name, value }] })] });
const isSent = (pod: Pod): boolean =>
  judgeConditions().every(({ expression }) => evaluate(expression, { object: pod }));

describe('a variable that picks devices', () => {
  test.each([
    'NVIDIA_VISIBLE_DEVICES',
    'NVIDIA_IMEX_CHANNELS',
    'NVIDIA_MIG_CONFIG_DEVICES',
    'NVIDIA_MIG_MONITOR_DEVICES',
    'AMD_VISIBLE_DEVICES',
  ])('%s has the pod sent and refused', (name) => {
    const pod = setting(name, 'all');
    expect(judged(pod)).toBe(true);
    expect(isSent(pod)).toBe(true);
    expect(objection(visibleDevices, pod)).toBe(
      `container main sets ${name} to "all"; remove it, and ask for a GPU under resources.limits`,
    );
  });

  test.each(['NVIDIA_VISIBLE_DEVICES', 'AMD_VISIBLE_DEVICES'])('%s may pick none', (name) => {
    const pod = setting(name, 'void');
    expect([judged(pod), isSent(pod)]).toEqual([false, false]);
    expect(objection(visibleDevices, pod)).toBeUndefined();
  });

  // Of what a container was given already they choose some.
  test.each([
    'CUDA_VISIBLE_DEVICES',
    'ROCR_VISIBLE_DEVICES',
    'HIP_VISIBLE_DEVICES',
    'AMD_LOG_LEVEL',
  ])('%s is the container’s own business', (name) => {
    const pod = setting(name, 'all');
    expect([judged(pod), isSent(pod)]).toEqual([false, false]);
    expect(objection(visibleDevices, pod)).toBeUndefined();
  });
});
