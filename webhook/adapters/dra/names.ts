/**
 * Every name there is, and the names that a node's devices answer to. Nodes with devices of the same
 * kinds have the same names, and names with the same devices are counted together.
 */
import type { ClaimCost, CostOfClaim } from '../../core/menu.ts';
import type { Seen } from '../seen.ts';
import { Shelves } from '../shelves.ts';
import type { Tell } from '../tell.ts';
import type { Asked } from './asked.ts';
import { costOf, gpuClasses } from './cost.ts';
import type { DeviceKind } from './kinds.ts';
import {
  claimNamed,
  extendedNames,
  handmadeResource,
  templateResource,
  type Name,
} from './name.ts';
import type { SeenClass, SeenTemplate } from './seen.ts';
import { Selectors } from './selectors.ts';

/** Names that stand for the same kinds of devices, of those a node has. */
export interface Group {
  readonly kinds: ReadonlySet<DeviceKind>;
  readonly names: readonly Name[];
}

export class Names {
  readonly #classes = new Map<string, SeenClass>();
  readonly #templates = new Shelves<SeenTemplate>();
  /** Claims made by hand, which several pods may name. */
  readonly #handmade = new Shelves<SeenTemplate>();
  readonly #numbers = new Map<DeviceKind, number>();
  readonly #selectors: Selectors;
  readonly #changed: () => void;
  #groups = new Map<string, readonly Group[]>();
  #names: readonly Name[] | undefined;

  constructor(changed: () => void, tell: Tell) {
    this.#changed = changed;
    this.#selectors = new Selectors(tell);
  }

  putClass(one: SeenClass): void {
    const before = this.#classes.get(one.metadata.name);
    this.#classes.set(one.metadata.name, one);
    if (JSON.stringify(wordsOf(before)) !== JSON.stringify(wordsOf(one))) this.#renamed();
  }

  dropClass({ metadata: { name, uid } }: Seen): void {
    if (this.#classes.get(name)?.metadata.uid !== uid) return;
    this.#classes.delete(name);
    this.#renamed();
  }

  putTemplate(template: SeenTemplate): void {
    this.#put(this.#templates, template);
  }

  dropTemplate(template: Seen): void {
    this.#drop(this.#templates, template);
  }

  putHandmade(claim: SeenTemplate): void {
    this.#put(this.#handmade, claim);
  }

  dropHandmade(claim: Seen): void {
    this.#drop(this.#handmade, claim);
  }

  /** `most` is the most devices that a node has. */
  cost(most: number): CostOfClaim {
    const classes = gpuClasses(this.#classes.values());
    const [templates, handmade] = [this.#templates.freeze(), this.#handmade.freeze()];
    const cost = (asked: Asked | undefined, resource: string): ClaimCost | 'nothing' =>
      asked === undefined ? 'nothing' : costOf(asked, resource, { classes, most });
    return (namespace, { resourceClaimName: named = '', resourceClaimTemplateName: made }) =>
      made === undefined
        ? cost(handmade.get(namespace)?.get(named)?.asked, handmadeResource(namespace, named))
        : cost(templates.get(namespace)?.get(made)?.asked, templateResource(namespace, made));
  }

  groupsOf(kinds: ReadonlySet<DeviceKind>): readonly Group[] {
    const key = this.#keyOf([...kinds]);
    const known = this.#groups.get(key) ?? this.#grouped([...kinds]);
    this.#groups.set(key, known);
    return known;
  }

  #put(shelves: Shelves<SeenTemplate>, one: SeenTemplate): void {
    const { namespace, name } = one.metadata;
    const before = shelves.get(namespace, name);
    shelves.set(namespace, name, one);
    if (before?.asked !== one.asked) this.#renamed();
  }

  #drop(shelves: Shelves<SeenTemplate>, { metadata: { namespace, name, uid } }: Seen): void {
    if (shelves.get(namespace, name)?.metadata.uid !== uid) return;
    shelves.delete(namespace, name);
    this.#renamed();
  }

  #renamed(): void {
    this.#names = undefined;
    this.#groups = new Map();
    this.#changed();
  }

  #keyOf(kinds: readonly DeviceKind[]): string {
    const numbers = kinds.map((kind) => {
      const number = this.#numbers.get(kind) ?? this.#numbers.size;
      this.#numbers.set(kind, number);
      return number;
    });
    return numbers.toSorted((a, b) => a - b).join();
  }

  #grouped(kinds: readonly DeviceKind[]): readonly Group[] {
    const groups = new Map<string, { readonly kinds: Set<DeviceKind>; readonly names: Name[] }>();
    for (const name of this.#allNames()) {
      const matched = kinds.filter((kind) => this.#selectors.match(name, kind));
      if (matched.length === 0) continue;
      const key = this.#keyOf(matched);
      const group = groups.get(key) ?? { kinds: new Set(matched), names: [] };
      group.names.push(name);
      groups.set(key, group);
    }
    return [...groups.values()];
  }

  #allNames(): readonly Name[] {
    this.#names ??= [
      ...extendedNames(this.#classes.values()),
      ...this.#named(this.#templates, ({ namespace, name }) => [
        templateResource(namespace, name),
        name,
      ]),
      ...this.#named(this.#handmade, ({ namespace, name }) => [
        handmadeResource(namespace, name),
        NOBODYS,
      ]),
    ];
    return this.#names;
  }

  #named(
    shelves: Shelves<SeenTemplate>,
    words: (metadata: Seen['metadata']) => readonly [resource: string, template: string],
  ): Name[] {
    return [...shelves.freeze().values()]
      .flatMap((shelf) => [...shelf.values()])
      .flatMap(({ metadata, asked }) => {
        const [resource, template] = words(metadata);
        return claimNamed({ resource, template }, asked, this.#classes) ?? [];
      });
  }
}

/** No template is called so: it has a size, and is nobody's to choose. */
const NOBODYS = '';

const wordsOf = (one: SeenClass | undefined) =>
  one && [one.metadata.uid, one.extendedName, one.expressions, one.shares, one.created];
