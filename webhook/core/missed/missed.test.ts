import { describe, expect, test } from '@jest/globals';
import { cards, mixed } from '../testing/nodes.ts';
import { plain, podOf, reviewOf } from '../testing/pods.ts';
import { profilesFor, worldOf } from '../testing/world.ts';
import type { World } from '../world.ts';
import { missedBy } from './missed.ts';

const nodes = [mixed('mig', 'h100', { '1g.10gb': 7 }), cards('whole', 'h100')];

/** Answers no question of a policy without a word. */
function watched(world: World): { world: World; asked: string[] } {
  const asked: string[] = [];
  const get = (of: World, key: string | symbol): unknown => (
    asked.push(String(key)),
    Reflect.get(of, key)
  );
  return { world: new Proxy(world, { get }), asked };
}

describe('a pod that waits', () => {
  test('and would be given a slice has missed us', () => {
    const pod = podOf();
    const { world, asked } = watched(worldOf({ nodes, profiles: profilesFor(pod) }));
    expect(missedBy(reviewOf(pod), world, true)).toMatchObject({ anew: 'pod' });
    expect(asked.length).toBeGreaterThan(0);
  });

  test('and asks for no GPU is nobody’s to decide about: no policy is even asked', () => {
    const pod = podOf({ containers: [plain('web')] });
    const { world, asked } = watched(worldOf({ nodes }));
    expect(missedBy(reviewOf(pod), world, true)).toBe('nothing');
    expect(asked).toEqual([]);
  });
});
