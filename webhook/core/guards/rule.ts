/** A guardrail: who it is, what the manual says of it, what it objects to. It looks at the pod as it will be stored. */
import type { Ask } from '../asks.ts';
import type { Catalogue } from '../products/catalogue.ts';
import type { Decision, RuleId } from '../decision.ts';
import type { Menu } from '../menu.ts';
import type { Container, Pod } from '../pod.ts';
import type { Question } from '../question.ts';
import type { Parameters } from '../terms.ts';

/** A pod is made; its keys change, or a container joins it to debug; a binding brings it keys. */
export type Occasion = 'create' | 'update' | 'bind';

export interface Scene {
  readonly occasion: Occasion;
  readonly pod: Pod;
  /** Those that come now: all of a new pod, of an old one those that debug it. */
  readonly containers: readonly Container[];
  readonly asks: readonly Ask[];
  /** On UPDATE. */
  readonly oldPod: Pod | undefined;
  /** The node whose kubelet asks, if it is one. */
  readonly node: string | undefined;
  readonly menu: Menu;
  readonly catalogue: Catalogue;
  /** Of the pod as its user wrote it: workload, class, terms, profiles. */
  readonly question: Question;
  /** What `/mutate` would do with that pod. */
  readonly proposed: Decision;
}

/** The kinds of value a parameter can have, and what a rule is handed for each. */
export interface ParameterKinds {
  /** A whole number. */
  readonly count: number;
  /** Any number. */
  readonly amount: number;
  /** Memory with its unit, such as `16Gi`; handed on in MiB. */
  readonly memory: number;
  /** A time such as `36h`; handed on in seconds. */
  readonly duration: number;
  readonly names: readonly string[];
  readonly globs: readonly string[];
  /** Keys of labels and annotations. */
  readonly keys: readonly string[];
  /** Names of products that the catalogue has. */
  readonly products: readonly string[];
  readonly flag: boolean;
}
export type ParameterKind = keyof ParameterKinds;

/** A parameter as the reference page, the schema and the editor know it. Two rules may share a name and then all of it. */
export interface ParameterSpec<K extends ParameterKind = ParameterKind> {
  readonly kind: K;
  readonly about: string;
  /** What a policy that names the rule must write. */
  readonly needed?: true;
  /** The least a number may be. */
  readonly least?: number;
  /** The most an amount may be. */
  readonly most?: number;
  /** The only names there are. */
  readonly of?: readonly string[];
}
export type ParameterSpecs = Readonly<Record<string, ParameterSpec>>;

/** What a rule is handed: those that are needed are there. */
export type Given<S extends ParameterSpecs> = {
  readonly [N in keyof S]: S[N] extends { readonly needed: true }
    ? ParameterKinds[S[N]['kind']]
    : ParameterKinds[S[N]['kind']] | undefined;
};

/** Two figures of one kind, the first never above the second. */
export interface BoundsSpec {
  readonly least: string;
  readonly most: string;
}

export interface Need {
  readonly least: number;
  /** How it comes about, e.g. `1.3 x 16000 MiB weights`. */
  readonly says: string;
}

/** What a rule has written where a container with a GPU says nothing. */
export interface Sets {
  readonly resource: 'cpu' | 'memory' | 'ephemeral-storage';
  /** The parameter that says how much, for each GPU or slice of the container. */
  readonly figure: string;
  /** So much for so many GPUs, and never less than a container is known to need. */
  readonly quantity: (figure: number, gpus: number, least: number) => string;
  /** What one container is known to need of it, whatever the figure. */
  readonly need?: (
    container: Container,
    question: Question,
    parameters: Parameters,
  ) => Need | undefined;
  /** What a ceiling of the same rule says of the pod. */
  readonly above: (scene: Pick<Scene, 'question' | 'pod'>, parameters: Parameters) => boolean;
}

/** What the API server's own admission policies hold new pods to, and say. */
export interface InCel {
  /** True where it objects. */
  readonly objects: string;
  /** With the figures it is held to; absent: what the manual says. */
  readonly says?: string;
  /** The same with what was found in the pod, where that can be said. */
  readonly found?: string;
  /** What it calls by name, each needing only those before it. */
  readonly variables?: Readonly<Record<string, string>>;
  /** What CEL does not see, a sentence each. */
  readonly unseen?: readonly string[];
}

export interface Guard {
  readonly id: RuleId;
  readonly about: string;
  /** When it looks; `create` alone where it does not say. What was let in once is not judged again. */
  readonly occasions?: readonly Occasion[];
  readonly parameters?: ParameterSpecs;
  /** The same of a new pod in CEL, as far as that can be said without the World; nothing where it cannot. */
  // A method for the reason that check is one.
  cel?(parameters: Parameters, catalogue: Catalogue): InCel | undefined;
  /** Why it cannot, a sentence. */
  readonly notInCel?: string;
  readonly bounds?: BoundsSpec;
  readonly sets?: Sets;
  /** Parameters of which a policy that names the rule must write one at least. */
  readonly oneOf?: readonly string[];
  /** One line: what, where, asked and allowed, what would help. */
  // A method, so that a rule may say which parameters it is handed: reading a policy has seen to that.
  check(scene: Scene, parameters: Parameters): string | undefined;
}

interface Held<S extends ParameterSpecs> extends Omit<
  Guard,
  'check' | 'cel' | 'parameters' | 'oneOf'
> {
  readonly parameters: S;
  readonly oneOf?: readonly (keyof S & string)[];
  cel?(given: Given<S>, catalogue: Catalogue): InCel | undefined;
  check(scene: Scene, given: Given<S>): string | undefined;
}

/** A guardrail with parameters, whose kinds are those of its specs. */
export const heldTo = <const S extends ParameterSpecs>(guard: Held<S>): Guard => guard;
