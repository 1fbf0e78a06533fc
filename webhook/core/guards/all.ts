/** Every guardrail there is. They only look, so a refusal can list all of them at once. */
import { cpu, ephemeralStorage } from './beside-gpus.ts';
import { deadline } from './deadline.ts';
import { forgedDecision } from './forged-decision.ts';
import { gpuNodesOnly } from './gpu-nodes.ts';
import { hostDevices, hostNamespaces } from './host.ts';
import { image } from './image.ts';
import { idleNotebook } from './idle-notebook.ts';
import { maxGpus } from './max-gpus.ts';
import { memory } from './memory.ts';
import { nodeName } from './node-name.ts';
import { oneSharedUnit } from './one-shared-unit.ts';
import { overClassed } from './over-classed.ts';
import { ownKeys } from './own-keys.ts';
import { parallelCount } from './parallel-count.ts';
import { privileged } from './privileged.ts';
import { probes } from './probes.ts';
import { products } from './products.ts';
import { requiredLabels } from './required-labels.ts';
import type { Guard } from './rule.ts';
import { runtimeClass } from './runtime-class.ts';
import { spot } from './spot.ts';
import { unequal } from './unequal.ts';
import { unknownResource } from './unknown-resource.ts';
import { visibleDevices } from './visible-devices.ts';

/** Those that policies/guards.yaml names, so that they look wherever we are installed. */
export const builtIn: readonly Guard[] = [
  oneSharedUnit,
  unknownResource,
  forgedDecision,
  ownKeys,
  visibleDevices,
  runtimeClass,
  nodeName,
  parallelCount,
];

/** Those that look where a policy names them: they need figures, or other policy engines look after them too. */
const named: readonly Guard[] = [
  maxGpus,
  products,
  requiredLabels,
  deadline,
  idleNotebook,
  unequal,
  probes,
  spot,
  privileged,
  hostDevices,
  hostNamespaces,
  cpu,
  memory,
  ephemeralStorage,
  image,
  gpuNodesOnly,
  overClassed,
];

export const guards: readonly Guard[] = [...builtIn, ...named];
