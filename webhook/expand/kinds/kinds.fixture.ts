/** A manifest of each kind whose pods are known, and what its controller makes of it. */
import type { AtOnce } from '../at-once.ts';

export interface Group {
  readonly group: string;
  /** How many are judged. */
  readonly pods: number;
  /** Where that is not how many stand there at once. */
  readonly atOnce?: Pick<AtOnce, 'least' | 'most'>;
  /** Of the first pod: kind and name of its controller, absent of a bare one. */
  readonly owner?: string;
  /** Of the first pod, or the beginning of it where the API server completes it. */
  readonly name: string;
  /** Of its labels those that matter to whoever reads pods. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Where in the manifest its limits were written. */
  readonly limits: string;
  /** Names of all pods, where they differ. */
  readonly names?: readonly string[];
  readonly untold?: string;
  /** Whom its pods belong to, if not to whom those of the others do. */
  readonly workload?: string;
}

export interface Story {
  readonly name: string;
  /** YAML; the first object is the one that is expanded. */
  readonly manifest: string;
  readonly groups: readonly Group[];
  /** Whom its pods belong to. */
  readonly workload: string;
  /** A sign that its pods must not be sliced, where they depend on one another. */
  readonly gang?: string;
}

/** What a pod template holds: one container, which takes a GPU. */
export const POD = `metadata: {labels: {app: x}}, spec: {containers: [{name: main, image: 'x:1', resources: {limits: {nvidia.com/gpu: 1}}}]}`;
/** From a template to the limits of it. */
export const LIMITS = '/spec/containers/0/resources/limits';
