import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Container, ObjectMeta, Pod } from '../pod.ts';
import type { Profile } from '../profile.ts';
import { objection } from '../testing/guarded.ts';
import { container, plain, podOf, profileOf } from '../testing/pods.ts';
import { profilesFor } from '../testing/world.ts';
import { idleNotebook } from './idle-notebook.ts';
import type { Parameters } from '../terms.ts';

const ofAda: Partial<ObjectMeta> = {
  ownerReferences: [
    { apiVersion: 'kubeflow.org/v1', kind: 'Notebook', name: 'ada', uid: 'u', controller: true },
  ],
};

const notebook = (parts: Partial<Container> = {}, meta: Partial<ObjectMeta> = {}): Pod =>
  podOf({ containers: [container('ada', parts)] }, { ...ofAda, ...meta });

const said = (pod: Pod, parameters: Parameters, profiles: Record<string, Profile> = {}): string =>
  objection(idleNotebook, pod, { parameters, world: { profiles } }) ?? 'let in';

const seen = (parts: Partial<Profile>): Record<string, Profile> => ({
  ...profilesFor(notebook(), parts),
});

describe('a notebook that computes nothing', () => {
  const parameters = { smBelow: 0.05, hours: 48 };

  test('is told what was seen of it', () => {
    expect(said(notebook(), parameters, seen({ smP95: 0.004, hours: 96, samples: 5760 }))).toBe(
      'container ada computes next to nothing: in 96 h on H100-80GB 95 of 100 of 5760 samples had at most 0.4 % of the SMs busy (smP95 0.004), ' +
        'and less than 5 % counts as idle here; give it a slice or no GPU, or stop it when nobody works with it',
    );
  });

  test('is idle below the figure, and after so many hours', () => {
    expect(said(notebook(), parameters, seen({ smP95: 0.05, hours: 48 }))).toBe('let in');
    expect(said(notebook(), parameters, seen({ smP95: 0.049, hours: 48 }))).toMatch(/4\.9 %/);
    expect(said(notebook(), parameters, seen({ smP95: 0, hours: 47.9 }))).toBe('let in');
    expect(said(notebook(), { smBelow: 0.05 }, seen({ smP95: 0, hours: 24 }))).toMatch(/in 24 h/);
    expect(said(notebook(), { smBelow: 0.05 }, seen({ smP95: 0, hours: 23 }))).toBe('let in');
  });

  test('is not one of which nothing is known', () => {
    const { smP95: _, ...unmeasured } = profileOf(container('ada'), { hours: 96 });
    expect(said(notebook(), parameters)).toBe('let in');
    expect(said(notebook(), parameters, { ada: unmeasured })).toBe('let in');
  });

  test('is none that serves, trains or has no GPU', () => {
    const quiet = { server: profileOf(container('server'), { smP95: 0, hours: 96 }) };
    expect(said(podOf(), parameters, quiet)).toBe('let in');
    expect(said(podOf({ containers: [plain('ada')] }, ofAda), parameters)).toBe('let in');
  });

  test('a lower figure never refuses more', () => {
    const shares = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(shares, shares, shares, (a, b, smP95) => {
        const check = (smBelow: number) =>
          said(notebook(), { smBelow }, seen({ smP95, hours: 96 }));
        if (check(Math.max(a, b)) === 'let in') expect(check(Math.min(a, b))).toBe('let in');
      }),
    );
  });
});

describe('a notebook that nobody stops', () => {
  const parameters = { culledBy: ['hub.jupyter.org/username', 'notebook-name'] };

  test('is refused, and told how it could stop itself', () => {
    expect(said(notebook(), parameters)).toBe(
      'nothing shows that this notebook is stopped when nobody uses it: it has no label or annotation hub.jupyter.org/username, notebook-name, ' +
        'and no shutdown_no_activity_timeout; start Jupyter with --ServerApp.shutdown_no_activity_timeout=3600, or run it where idle ones are culled',
    );
  });

  test('is none of a hub, or of a controller, that culls', () => {
    const hub = { annotations: { 'hub.jupyter.org/username': 'ada' } };
    expect(said(notebook({}, hub), parameters)).toBe('let in');
    expect(said(notebook({}, { labels: { 'notebook-name': 'ada' } }), parameters)).toBe('let in');
  });

  test.each([
    ['--ServerApp.shutdown_no_activity_timeout=3600', 'let in'],
    ['--NotebookApp.shutdown_no_activity_timeout=1', 'let in'],
    ['--ServerApp.shutdown_no_activity_timeout=0', 'refused'],
    ['--MappingKernelManager.cull_idle_timeout=3600', 'refused'],
  ])('may stop itself: %s is %s', (option, want) => {
    const pod = notebook({ command: ['jupyter', 'lab', option] });
    expect(said(pod, parameters) === 'let in' ? 'let in' : 'refused').toBe(want);
  });

  test('may say so in a script, or with a space', () => {
    const script = 'exec jupyter lab --ServerApp.shutdown_no_activity_timeout 1800';
    expect(said(notebook({ command: ['sh', '-c', script] }), parameters)).toBe('let in');
  });
});
