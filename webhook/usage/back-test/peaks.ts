/** The most that each container was seen to use on one day, and how large the card was that it was on. */
import type { Catalogue } from '../../core/products/catalogue.ts';
import type { Told } from '../profiling/learned.ts';
import type { Member } from '../profiling/whose.ts';
import { partOf } from '../statistics/device.ts';
import { isOwn } from '../statistics/window.ts';

export class Peaks {
  readonly #catalogue: Catalogue;
  readonly #MiB = new Map<string, number>();
  readonly #cards = new Map<string, number>();

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  see(told: readonly Told[]): void {
    for (const { member, measured } of told) {
      const key = nameOf(member);
      this.#see(key, measured);
      // What may be somebody else's judges nobody.
      if (!isOwn(measured)) continue;
      for (const { vramMiB } of measured.readings)
        if (vramMiB !== undefined)
          this.#MiB.set(key, Math.max(this.#MiB.get(key) ?? 0, Math.ceil(vramMiB)));
    }
  }

  #see(key: string, { device }: Told['measured']): void {
    const part = partOf(device, this.#catalogue);
    const product = this.#catalogue.products.find(
      ({ name }) => part !== 'unknown' && name === part.product,
    );
    this.#cards.set(key, product?.memoryMiB ?? 0);
  }

  of(member: Member): number | 'unseen' {
    return this.#MiB.get(nameOf(member)) ?? 'unseen';
  }

  /** MiB; 0 where it was on none that the catalogue knows. */
  cardOf(member: Member): number {
    return this.#cards.get(nameOf(member)) ?? 0;
  }

  nextDay(): void {
    this.#MiB.clear();
  }
}

/** In its revision and under its tag: what comes with another is decided anew. */
const nameOf = ({ workload: { namespace, kind, name }, container, revision, tag }: Member) =>
  JSON.stringify([namespace, kind, name, container, revision, tag]);
