import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { NO_FOLDINGS, type Foldings } from '../core/identity/fold.ts';
import { ClusterState } from './cluster-state.ts';
import { node, pod, slice } from './objects.fixture.ts';
import { trimOwner } from './seen.ts';
import type { Groups } from './siblings.ts';

const rowsOf = (groups: Groups): string[] =>
  [...groups]
    .flatMap(([namespace, shelf]) =>
      [...shelf].flatMap(([key, alike]) =>
        alike.map(({ node: on, count, pod: { spec } }) =>
          JSON.stringify([namespace, key, on, count, spec]),
        ),
      ),
    )
    .toSorted();

/** What a snapshot says, in an order that does not depend on how it came to be. */
function shown(state: ClusterState, foldings = NO_FOLDINGS) {
  const { nodes, groups, others } = state.current(0, foldings);
  return { nodes, rows: rowsOf(groups), others: rowsOf(others) };
}

const byApp: Foldings = { key: 'app', of: () => [{ policy: 'p', labels: ['app'] }] };

/** Any events in any order end in the state that the last objects alone would give. */
describe('whatever happens in whatever order', () => {
  const names = fc.constantFrom('a', 'b', 'c', 'd');
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: 'web-1',
    uid: 'rs',
    controller: true,
  };
  const podEvent = fc.record({
    kind: fc.constant('pod' as const),
    name: names,
    generation: fc.integer({ min: 0, max: 2 }),
    on: fc.option(fc.constantFrom('n1', 'n2'), { nil: undefined }),
    gpu: fc.boolean(),
    owned: fc.boolean(),
    app: fc.constantFrom('', 'x', 'y'),
    end: fc.constantFrom('no', 'no', 'Succeeded', 'deleted'),
  });
  const nodeEvent = fc.record({
    kind: fc.constant('node' as const),
    name: fc.constantFrom('n1', 'n2'),
    slices: fc.integer({ min: 0, max: 3 }),
    end: fc.constantFrom('no', 'no', 'deleted'),
  });
  const ownerEvent = fc.record({
    kind: fc.constant('owner' as const),
    above: fc.constantFrom('Rollout', 'none'),
    end: fc.constantFrom('no', 'no', 'no', 'deleted'),
  });
  const events = fc.array(fc.oneof({ weight: 6, arbitrary: podEvent }, nodeEvent, ownerEvent), {
    maxLength: 40,
    size: 'max',
  });
  type Event = typeof events extends fc.Arbitrary<readonly (infer T)[]> ? T : never;

  const podOf = (event: Extract<Event, { kind: 'pod' }>) =>
    pod({
      name: event.name,
      uid: `${event.name}-${event.generation}`,
      ...(event.on === undefined ? {} : { on: event.on }),
      phase: event.end === 'Succeeded' ? 'Succeeded' : 'Running',
      resources: event.gpu ? slice : { requests: { cpu: '1' } },
      metadata: {
        labels: { 'pod-template-hash': '1', app: event.app },
        ...(event.owned ? { ownerReferences: [owner] } : {}),
      },
    });

  const ownerOf = ({ above }: Extract<Event, { kind: 'owner' }>) =>
    trimOwner(
      {
        metadata: {
          name: 'web-1',
          namespace: 'speech',
          uid: 'rs',
          ownerReferences:
            above === 'none' ? [] : [{ ...owner, kind: above, name: 'web', uid: 'top' }],
        },
      },
      'ReplicaSet',
    );

  function play(state: ClusterState, event: Event): void {
    const deleted = event.end === 'deleted';
    if (event.kind === 'pod' && deleted) state.deletePod(podOf(event));
    else if (event.kind === 'pod') state.applyPod(podOf(event));
    else if (event.kind === 'node' && deleted) state.deleteNode(node(event.name));
    else if (event.kind === 'node') state.applyNode(node(event.name, event.slices));
    else if (deleted) state.deleteOwner(ownerOf(event));
    else state.applyOwner(ownerOf(event));
  }

  /** The last word on each name, in an order of its own. */
  function lastWords(all: readonly Event[]): Event[] {
    const last = new Map<string, Event>();
    for (const event of all) {
      const key = event.kind === 'owner' ? 'owner' : `${event.kind} ${event.name}`;
      const before = last.get(key);
      const stale =
        event.kind === 'pod' &&
        event.end === 'deleted' &&
        before?.kind === 'pod' &&
        before.generation !== event.generation;
      if (!stale) last.set(key, event);
    }
    return [...last.values()].toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
  }

  test('the state is what the last word on each object says', () => {
    let some = 0;
    fc.assert(
      fc.property(events, (all) => {
        const incremental = new ClusterState();
        for (const [i, event] of all.entries()) {
          play(incremental, event);
          // Policies come and go meanwhile.
          if (i % 3 === 0) incremental.current(0, i % 2 === 0 ? byApp : NO_FOLDINGS);
        }
        const afresh = new ClusterState();
        for (const event of lastWords(all)) if (event.end === 'no') play(afresh, event);
        expect(shown(incremental)).toEqual(shown(afresh));
        expect(shown(incremental, byApp)).toEqual(shown(afresh, byApp));
        some += shown(afresh).rows.length;
      }),
      { numRuns: 500 },
    );
    expect(some).toBeGreaterThan(300);
  });
});
