/**
 * How large a cache an engine is told to make on a device of its own. Its owner's fraction stays
 * where it is: the cache in bytes does not heed it, so nothing that was written is overwritten.
 */
import { imageOf } from '../identity/revision.ts';
import type { Offer } from '../menu.ts';
import type { Container, Pointer } from '../pod.ts';
import { notOpen } from './by-flag.ts';
import { bytesOf } from './bytes.ts';
import { engineOf } from './engine.ts';
import type { SettingEdit } from './owners-word.ts';
import { said } from './said.ts';

export interface Cache {
  readonly MiB: number;
  /** A device of so much holds all that was reserved, and needs no word. */
  readonly beyondMiB: number;
}

/** `--kv-cache-memory-bytes 4G`, where its owner says so. */
export function ownersCache(container: Container): string | undefined {
  const bound = engineOf(container)?.bound;
  if (bound?.by !== 'flag') return undefined;
  const own = said(container, bound.absolute).values.find((text) => bytesOf(text) !== 0);
  return own === undefined ? undefined : `${bound.absolute[0]} ${own}`;
}

/** What is added for it on such a slice; nothing where its owner has said it, or it might not be understood. */
export function cacheSettings(
  container: Container,
  pointer: Pointer,
  offer: Offer,
  cache: Cache | undefined,
): readonly SettingEdit[] {
  if (cache === undefined || !isTight(offer, cache)) return [];
  const bound = engineOf(container)?.bound;
  if (bound?.by !== 'flag' || !takesBytes(container, bound.files)) return [];
  const value = `${bound.absolute[0]}=${cache.MiB * 2 ** 20}`;
  return [{ kind: 'arg', pointer, container: container.name, value }];
}

/** A device of its own that could not hold all that was reserved. */
const isTight = ({ mechanism, replicas, memoryMiB }: Offer, { beyondMiB }: Cache): boolean =>
  (mechanism === 'mig' || mechanism === 'dra') && replicas <= 1 && memoryMiB < beyondMiB;

const takesBytes = (container: Container, files: readonly string[]): boolean =>
  understandsBytes(container) &&
  ownersCache(container) === undefined &&
  notOpen(container, files) === undefined;

/** Older releases refuse to start with an option that they do not know; only its own image says which it is. */
function understandsBytes({ image = '' }: Container): boolean {
  const { repository, tag } = imageOf(image);
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(tag) ?? [];
  if (!/(?:^|\/)vllm-openai$/.test(repository) || major === undefined) return false;
  return Number(major) > 0 || Number(minor) >= 14;
}
