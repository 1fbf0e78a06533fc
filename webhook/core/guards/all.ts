/** Every guardrail there is. They only look, so a refusal can list all of them at once. */
import { forgedDecision } from './forged-decision.ts';
import { hostDevices, hostNamespaces } from './host.ts';
import { nodeName } from './node-name.ts';
import { oneSharedUnit } from './one-shared-unit.ts';
import { ownKeys } from './own-keys.ts';
import { parallelCount } from './parallel-count.ts';
import { privileged } from './privileged.ts';
import type { Guard } from './rule.ts';
import { runtimeClass } from './runtime-class.ts';
import { unknownResource } from './unknown-resource.ts';
import { visibleDevices } from './visible-devices.ts';

export const guards: readonly Guard[] = [
  oneSharedUnit,
  unknownResource,
  forgedDecision,
  ownKeys,
  visibleDevices,
  runtimeClass,
  nodeName,
  parallelCount,
  // Those below are what policy engines in general look after; guards.yaml leaves them out.
  privileged,
  hostDevices,
  hostNamespaces,
];
