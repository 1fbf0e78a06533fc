/** What every ProfileStore promises. A maker that does not pass is not a maker. */
import { expect, test } from '@jest/globals';
import type { ProfileStore } from '../ports.ts';

export interface ProfileRow {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly container: string;
  readonly vramMaxMiB: number;
}

const whisper: ProfileRow = {
  namespace: 'speech',
  kind: 'Deployment',
  name: 'whisper',
  container: 'server',
  vramMaxMiB: 6_200,
};

export function profileStoreContract(make: (rows: readonly ProfileRow[]) => ProfileStore): void {
  test('an empty store knows nothing', () => {
    expect(make([]).profile('speech', 'Deployment', 'whisper', 'server')).toBe('unknown');
  });

  test('a container that was measured is found by all four of its names', () => {
    const found = make([whisper]).profile('speech', 'Deployment', 'whisper', 'server');
    expect(found).toMatchObject({
      vramMaxMiB: 6_200,
      measuredOn: 'H100-80GB',
      hours: 30,
      samples: 400,
    });
  });

  test('and by no three of them', () => {
    const store = make([whisper]);
    expect(store.profile('vision', 'Deployment', 'whisper', 'server')).toBe('unknown');
    expect(store.profile('speech', 'StatefulSet', 'whisper', 'server')).toBe('unknown');
    expect(store.profile('speech', 'Deployment', 'whisper2', 'server')).toBe('unknown');
    expect(store.profile('speech', 'Deployment', 'whisper', 'sidecar')).toBe('unknown');
  });

  test('containers and workloads of one name do not see each other', () => {
    const rows = [
      whisper,
      { ...whisper, container: 'sidecar', vramMaxMiB: 100 },
      { ...whisper, kind: 'StatefulSet', vramMaxMiB: 200 },
      { ...whisper, namespace: 'vision', vramMaxMiB: 300 },
    ];
    const store = make(rows);
    for (const { namespace, kind, name, container, vramMaxMiB } of rows)
      expect(store.profile(namespace, kind, name, container)).toMatchObject({ vramMaxMiB });
  });

  test('what was never measured is absent, not zero', () => {
    const found = make([whisper]).profile('speech', 'Deployment', 'whisper', 'server');
    expect(found).not.toHaveProperty('smP95');
  });

  test('the same question has the same answer', () => {
    const store = make([whisper]);
    const ask = () => store.profile('speech', 'Deployment', 'whisper', 'server');
    expect(ask()).toEqual(ask());
  });
}
