/** Shapes as Deployments of a cluster that offers cards and partitions of H100, back-tested one by one. */
import { cards, mixed } from '../../../core/testing/nodes.ts';
import { podOf } from '../../../core/testing/pods.ts';
import { worldOf, type WorldParts } from '../../../core/testing/world.ts';
import type { Pod } from '../../../core/pod.ts';
import type { World } from '../../../core/world.ts';
import { membersOf, type Member } from '../../profiling/whose.ts';
import { measured, MONDAY } from '../../statistics/testing/seen.ts';
import type { Reading } from '../../measured.ts';
import { BackTest } from '../back-test.ts';
import type { Sizing } from '../sized.ts';
import type { BackTested } from '../trial.ts';
import { eveningOf } from './course.ts';

const partitions = { '1g.10gb': 7, '1g.20gb': 4, '2g.20gb': 3, '3g.40gb': 2, '7g.80gb': 1 };
export const slices = mixed('slices', 'h100', partitions);
const nodes = [cards('cards', 'h100'), slices];

export const offering = (parts: Partial<WorldParts> = {}): World => worldOf({ nodes, ...parts });

/** A live replica. */
export const standingPod: Pod = podOf({ nodeName: 'cards' });

export function memberIn(world: World, pod: Pod = standingPod): Member {
  const [known] = membersOf(pod, world).values();
  if (known === undefined) throw new Error('it has an owner');
  return { ...known, since: MONDAY - 1 };
}

export interface Played {
  readonly world: World;
  readonly days: number;
  /** What was read of its one container on that day. */
  readonly on: (day: number) => readonly Reading[];
  readonly sizing?: Sizing;
}

export function played({ world, days, on, sizing }: Played): BackTested {
  const standing = {
    pods: [{ pod: standingPod, created: MONDAY - 1, runningSince: MONDAY - 1 }],
    makers: [],
  };
  const test = new BackTest({ world, standing, profiles: [] }, sizing);
  const member = memberIn(world);
  for (let day = 0; day < days; day++) {
    const readings = on(day);
    test.hear(
      readings.length === 0 ? [] : [{ member, measured: measured(readings) }],
      eveningOf(day),
    );
    test.evening(eveningOf(day));
  }
  return test.tested();
}
