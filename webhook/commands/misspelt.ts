/**
 * Fields about resources that Kubernetes does not know. A pod with `resource:` asks for no GPU, and
 * looks like one that was never meant to: kubectl refuses it, and for whoever does not ask for strict
 * validation the API server drops the field without a word.
 */
import { isRecord, member, text, type Raw } from '../expand/raw.ts';
import { bounded } from '../core/bounded.ts';
import { nearest } from '../core/nearest.ts';

const OF_RESOURCES = ['limits', 'requests', 'claims'];
const OF_CONTAINER = ['resources', 'resizePolicy'];

export function misspelt(pod: unknown): string[] {
  const spec = member(pod, 'spec');
  return ['initContainers', 'containers'].flatMap((list) =>
    Array.isArray(spec[list]) ? spec[list].filter(isRecord).flatMap(inContainer) : [],
  );
}

function inContainer(container: Raw): string[] {
  const name = text(container['name']) ?? '';
  const beside = Object.keys(container).flatMap((key) => {
    const meant = OF_RESOURCES.includes(key) ? `resources.${key}` : slipOf(key);
    return meant === undefined ? [] : [unknown(name, key, meant)];
  });
  const within = Object.keys(member(container, 'resources'))
    .filter((key) => !OF_RESOURCES.includes(key))
    .map((key) => unknown(name, `resources.${key}`, nearest(key, OF_RESOURCES)));
  return [...beside, ...within];
}

/** Containers of all pods have the same few keys, and each is asked about in every cluster. */
const KEYS = 1000;
const slips = bounded<'resources' | 'none'>(KEYS);

function slipOf(key: string): string | undefined {
  const slip = slips.get(key) ?? slipAnew(key);
  return slip === 'none' ? undefined : slip;
}

function slipAnew(key: string): 'resources' | 'none' {
  const meant = OF_CONTAINER.includes(key) ? undefined : nearest(key, OF_CONTAINER);
  const slip = meant === 'resources' ? meant : 'none';
  slips.set(key, slip);
  return slip;
}

const unknown = (container: string, field: string, meant: string | undefined): string =>
  `container ${container} has a field ${field}, which Kubernetes does not know and drops${meant === undefined ? '' : `; did you mean ${meant}?`}`;
