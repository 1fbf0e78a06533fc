/**
 * The names by which pods can have devices: extended resources that a DeviceClass has taken over,
 * templates, and claims made by hand.
 */
import { claimResource } from '../../core/fit/dra.ts';
import type { Asked } from './asked.ts';
import type { SeenClass } from './seen.ts';

export interface Name {
  readonly resource: string;
  readonly template?: string;
  readonly deviceClass: SeenClass;
  readonly expressions: readonly string[];
}

/** `undefined` where it cannot stand in the place of a card, or its class was never seen. */
export function claimNamed(
  words: Pick<Name, 'resource' | 'template'>,
  { plain }: Asked,
  classes: ReadonlyMap<string, SeenClass>,
): Name | undefined {
  const deviceClass = plain && classes.get(plain.deviceClass);
  return deviceClass === undefined || deviceClass.shares
    ? undefined
    : { ...words, deviceClass, expressions: plain?.expressions ?? [] };
}

export const templateResource = claimResource;

/** For claims made by hand; no namespace is called so. */
export const handmadeResource = (namespace: string, name: string): string =>
  claimResource(`${namespace}/by-name`, name);

/** Of classes that name the same resource the newest has it, then the first by name (KEP-5004). */
export function extendedNames(classes: Iterable<SeenClass>): Name[] {
  const winners = new Map<string, SeenClass>();
  for (const one of classes) {
    const { extendedName } = one;
    if (!extendedName.startsWith('nvidia.com/')) continue;
    const before = winners.get(extendedName);
    if (before === undefined || newer(one, before)) winners.set(extendedName, one);
  }
  return [...winners]
    .filter(([, { shares }]) => !shares)
    .map(([resource, deviceClass]) => ({ resource, deviceClass, expressions: [] }));
}

const newer = (a: SeenClass, b: SeenClass): boolean =>
  a.created === b.created ? a.metadata.name < b.metadata.name : a.created > b.created;
