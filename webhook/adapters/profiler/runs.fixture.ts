/** Runs before a Prometheus that answers as a test says, of pods on one node that shares no card. */
import { container, podOf } from '../../core/testing/pods.ts';
import { worldOf } from '../../core/testing/world.ts';
import type { ObjectMeta } from '../../core/pod.ts';
import type { StandingProfile } from '../../usage/profiling/published.ts';
import { DAY, MONDAY } from '../../usage/statistics/testing/seen.ts';
import { POD } from '../prometheus/remembering.fixture.ts';
import {
  clientOf,
  type Script,
  type ScriptedServer,
} from '../prometheus/scripted-server.fixture.ts';
import { prometheusSource } from '../prometheus/source.ts';
import { ranOnce, type Known, type Ran, type Wish } from './run.ts';

/** One pod with one container, that runs since it was created. */
export const standing = (
  metadata: Partial<ObjectMeta> = { name: POD },
  created = MONDAY - 30 * DAY,
  of = 'server',
) => ({
  pod: podOf({ containers: [container(of)], nodeName: 'gpu-1' }, metadata),
  created,
  runningSince: created,
});

export const knownOf = (
  pods: readonly ReturnType<typeof standing>[] = [standing()],
  profiles: readonly StandingProfile[] = [],
): Known => ({
  world: worldOf({ nodes: [] }),
  standing: { pods, makers: [] },
  nodes: new Map([['gpu-1', { 'nvidia.com/gpu.sharing-strategy': 'none' }]]),
  profiles,
});

export function ranBefore(
  server: ScriptedServer,
  script: Script,
  known: Known,
  wish: Wish,
): Promise<Ran> {
  server.play(script);
  const client = clientOf({ url: server.url });
  const patience = { deadline: Date.now() + 20_000 };
  return ranOnce({ client, source: prometheusSource(client), patience }, known, wish);
}

/** As the next run finds it. */
export const left = ({ profiles }: Ran): StandingProfile[] =>
  profiles.map(({ metadata, spec, status }) => ({
    ...metadata,
    workload: spec.workload,
    containers: spec.containers,
    checkpoints: status.checkpoints,
  }));
