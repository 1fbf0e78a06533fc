/** What a guard is shown: a new pod in a cluster without nodes, unless a test says otherwise. */
import { gpuAsks } from '../asks.ts';
import type { Scene } from '../guards/rule.ts';
import { menuOf } from '../menu/menu-of.ts';
import { everyContainer, type Pod } from '../pod.ts';
import { catalogue } from './catalogue.ts';

export const sceneOf = (pod: Pod, parts: Partial<Scene> = {}): Scene => ({
  occasion: 'create',
  pod,
  containers: everyContainer(pod),
  asks: gpuAsks(pod),
  oldPod: undefined,
  node: undefined,
  menu: menuOf([], catalogue),
  catalogue,
  ...parts,
});
