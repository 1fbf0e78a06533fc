/** Everything a decision may depend on. What is not in here cannot matter. */
import type { Ask } from './asks.ts';
import type { BackedOff } from './back-off.ts';
import type { Catalogue } from './products/catalogue.ts';
import type { Claim } from './claim.ts';
import type { Classified } from './classify.ts';
import type { Workload } from './decision.ts';
import type { Exemption } from './exemption.ts';
import type { Menu } from './menu.ts';
import type { ModelRegistry } from './models/registry.ts';
import type { Pod } from './pod.ts';
import type { Profile } from './profile.ts';
import type { Guards, Quota, Terms } from './terms.ts';
import type { NamespaceFacts, SiblingShape } from './world.ts';

export interface Unanswered {
  /** Name of the GpuPolicy. */
  readonly policy: string;
  readonly condition: string;
  readonly says: string;
}

export interface Question {
  /** The pod as its user submitted it, as far as that can be known. */
  readonly pod: Pod;
  readonly asks: readonly Ask[];
  readonly workload: Workload | 'unknown';
  readonly classified: Classified;
  readonly namespace: NamespaceFacts | 'unknown';
  readonly terms: Terms | 'none';
  readonly guards: Guards;
  readonly exemptions: readonly Exemption[];
  readonly quota: Quota | 'unassigned';
  readonly revision: string;
  /** By name of each container that asks for a GPU. */
  readonly profiles: ReadonlyMap<string, Profile | 'unknown'>;
  /** The latest sample of any workload, in seconds since the epoch. */
  readonly newestFigures: number | 'none';
  /** What containers load that nobody has measured. */
  readonly models: ModelRegistry;
  /** Of all containers and revisions of the workload, over or not. */
  readonly backedOff: readonly BackedOff[];
  readonly siblings: SiblingShape | 'none';
  /** What live pods hold: counted when a rule asks, which few do. */
  readonly held: { readonly byWorkload: () => Claim; readonly byTeam: () => Claim };
  /** A live pod requires that it does not stand beside it. */
  readonly avoided: boolean;
  readonly menu: Menu;
  readonly catalogue: Catalogue;
  readonly readAt: number;
  /** Conditions of policies that nobody can answer for this pod. */
  readonly unanswered: readonly Unanswered[];
  readonly policyHash: string;
}
