/** Whatever a pod says, the snapshot's pod is read as it is, and of what somebody may want hidden nothing is in it. */
import { assert, array, integer, property } from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { drawFrom, LARGEST, NUMBERS, type Draw } from '../../core/testing/draw.ts';
import { rawPod } from '../../core/testing/raw-pods.ts';
import { readPod } from '../../core/read-pod.ts';
import { DECISION, ORIGINAL } from '../../core/governed.ts';
import type { Raw } from '../raw.ts';
import { trimPod, type SeenPod } from '../seen-pod.ts';
import { isPlain, podObject } from './pod-object.ts';

const SECRET = 'hunter2-XYZZY';

/** A drawn pod, bound or not, with what its shape, its place and its neighbours hang on. */
function livePod(draw: Draw): Raw {
  const drawn = rawPod(draw);
  const { metadata, spec, status } = drawn as { metadata: Raw; spec: Raw; status: Raw };
  const [first, ...others] = spec['containers'] as Raw[];
  const env = draw.oneOf<Raw>({}, { env: [{ name: 'API_KEY', value: SECRET }] });
  return {
    ...drawn,
    metadata: { name: 'asr-0', namespace: 'speech', uid: 'u', ...metadata, ...annotated(draw) },
    spec: {
      ...spec,
      containers: [{ ...first, ...env, ...secretly(draw) }, ...others],
      ...draw.oneOf<Raw>({}, { overhead: { cpu: '250m', memory: '120Mi' } }),
      ...draw.oneOf<Raw>({}, {}, { schedulingGates: [{ name: 'wait' }] }),
      ...draw.oneOf<Raw>({}, {}, { affinity: { podAntiAffinity: apart(draw) } }),
    },
    status,
  };
}

const secretly = (draw: Draw): Raw =>
  draw.oneOf<Raw>(
    {},
    { args: ['--max-model-len', '4096', '--api-key', SECRET] },
    { command: ['sh', '-c', `export TOKEN=${SECRET} && vllm serve`] },
    { resources: {} },
  );

const annotated = (draw: Draw): Raw =>
  draw.oneOf<Raw>(
    {},
    { annotations: { [DECISION]: `to a slice ${SECRET}`, [ORIGINAL]: SECRET, note: SECRET } },
    { annotations: { 'gpu-fraction': draw.oneOf('0.5', SECRET) } },
  );

const apart = (draw: Draw): Raw => ({
  requiredDuringSchedulingIgnoredDuringExecution: [
    draw.oneOf<Raw>(
      { topologyKey: 'zone' },
      { labelSelector: { matchLabels: { app: 'asr' } } },
      { labelSelector: {}, namespaceSelector: {} },
      {
        labelSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] },
        namespaces: ['speech', 'vision'],
      },
    ),
  ],
});

/** What differs and is not read: of whoever has a node how it came there, and what was told to people. */
function asRead({ metadata, gpu, judged, ...seen }: SeenPod): unknown {
  const { name, namespace } = metadata;
  const bound = seen.node !== '';
  return {
    ...seen,
    metadata: { name, namespace },
    judged: judged && { ...judged, annotations: 'of no matter' },
    ...(gpu === undefined
      ? {}
      : {
          gpu: {
            ...gpu,
            placeable: bound || gpu.placeable,
            pod: {
              metadata: { ...gpu.pod.metadata, annotations: keysOf(gpu.pod.metadata.annotations) },
              spec: {
                ...gpu.pod.spec,
                affinity: requiredIn(gpu.pod.spec.affinity),
                tolerations: bound ? 'of no matter' : gpu.pod.spec.tolerations,
              },
            },
          },
        }),
  };
}

const keysOf = (annotations: object = {}) => Object.keys(annotations).toSorted();

const requiredIn = (affinity: NonNullable<SeenPod['gpu']>['pod']['spec']['affinity']) =>
  affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;

const pods = (law: (raw: Raw, seen: SeenPod) => void): void =>
  assert(
    property(array(integer({ min: 0, max: LARGEST }), { minLength: NUMBERS }), (numbers) => {
      const raw = livePod(drawFrom(numbers));
      if (readPod(raw).ok) law(raw, trimPod(raw));
    }),
    { numRuns: 400 },
  );

describe('a pod of a snapshot', () => {
  test('is read as the pod was', () => {
    let kept = 0;
    pods((raw, seen) => {
      if (isPlain(seen)) return;
      kept++;
      const { object, withheld } = podObject(raw, seen);
      const again = trimPod(object);
      // Only where nothing but words tells the revision may it be lost, and then that is said.
      if (seen.labels['pod-template-hash'] !== undefined) expect(withheld).toBe(false);
      const hashed =
        withheld && again.gpu !== undefined
          ? { ...again, gpu: { ...again.gpu, hash: seen.gpu?.hash ?? '' } }
          : again;
      expect(asRead(hashed)).toEqual(asRead(seen));
    });
    expect(kept).toBeGreaterThan(200);
  });

  test('holds nobody’s secret', () => {
    pods((raw, seen) => {
      if (!isPlain(seen)) expect(JSON.stringify(podObject(raw, seen))).not.toContain('XYZZY');
    });
  });

  test('is the same once more', () => {
    pods((raw, seen) => {
      if (isPlain(seen)) return;
      const { object } = podObject(raw, seen);
      expect(podObject(object, trimPod(object)).object).toEqual(object);
    });
  });
});
