/** What a kind tells of its pods: a template each, how many there are of it, and how its controller signs them. */
import type { Numbered } from '../../core/identity/numbered.ts';
import type { Scale } from '../../core/identity/scale.ts';
import { nameOf } from '../../core/text.ts';
import type { AtOnce } from '../at-once.ts';
import type { Raw } from '../raw.ts';

export type Labels = Readonly<Record<string, string>>;

export interface Owner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/** As its controller writes them on a pod; the API server completes a `generateName`. */
export interface Signs {
  readonly name?: string;
  readonly generateName?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  /** The controller that the API server will see, absent for a bare Pod. */
  readonly owner?: Owner;
}

/** Pods of one template. */
export interface Made {
  /** As the kind calls this template; absent where it has one. */
  readonly group?: string;
  readonly template: Raw;
  /** Where in the object stands what a pointer names in the pod; the nearest thing above it where it was made. */
  readonly writtenAt: Pointers;
  /** Of the pod with this number, from 0. */
  readonly signs: (at: number) => Signs;
  /** How many to judge. */
  readonly replicas: number;
  /** Where that is not how many stand there at once. */
  readonly atOnce?: AtOnce;
  /** Where the controller could number them: how many there are to be, which may be more than at once. */
  readonly numbers?: Numbers;
  /** What of these pods the manifests do not tell, in words. */
  readonly untold?: string;
  /** Where there are to be none of them: why, in words. */
  readonly resting?: string;
  /** Whether only its own controller knows what becomes of the template. */
  readonly opaque?: true;
}

export interface Numbers {
  readonly kind: Numbered['kind'];
  readonly name: string;
  /** None of a Job that does not number its pods, whatever its template says of them. */
  readonly scale: Scale | 'none';
}

export type Pointers = (pointer: string) => string;

/** Other objects, which this one may name; the namespace of what lies in none does not matter. */
export type Library = (kind: string, namespace: string, name: string) => Raw | undefined;

export interface Asked {
  readonly object: Raw;
  readonly spec: Raw;
  readonly apiVersion: string;
  readonly name: string;
  readonly namespace: string;
  /** Minutes since the epoch, for what is named by the time. */
  readonly minute: number;
  readonly library: Library;
}

/** None where the object holds nothing that the kind is known by. */
export type Maker = (asked: Asked) => readonly Made[];

/** By kind and group, as kubectl writes a kind that needs telling apart. */
export type Makers = Readonly<Record<string, Maker>>;

/** Stands for a controller's own hash: it tells templates apart and stays the same for one. */
export const templateHash = (template: Raw): string =>
  nameOf(JSON.stringify(template)).slice(0, 10);

/** Stands for what chance appends to a name. */
export const five = (name: string): string => nameOf(name).slice(0, 5);

/** Where a range is given, at least one pod is judged of those that may come. */
export function between(
  least: number,
  most: AtOnce['most'],
  because: string,
): Pick<Made, 'replicas' | 'atOnce'> {
  if (least === most) return { replicas: least };
  const atOnce = { least, most, because };
  return { replicas: most === 0 ? 0 : Math.max(1, least), atOnce };
}

/** No pods that anybody could tell of, and why. */
export const nothing = (at: string, untold: string): Made => ({
  template: {},
  writtenAt: () => at,
  signs: () => ({}),
  replicas: 0,
  untold,
  opaque: true,
});
