/**
 * The revision a profile belongs to: image repository, model and the arguments that move memory,
 * as text that a person can read and write. A new tag of the same image is the same revision (its
 * tag is compared apart); anything else here starts the evidence anew.
 */
import { gpuNames } from '../asks.ts';
import { memoryWords } from './memory-words.ts';
import { keptByContainer, seats, type Container, type Pod } from '../pod.ts';

export interface Image {
  readonly repository: string;
  /** Tag or digest; '' where there is none. */
  readonly tag: string;
}

/** Several rules ask for that of one container, one after the other. */
let last = { reference: '', image: { repository: '', tag: '' } };

export function imageOf(reference: string): Image {
  if (last.reference !== reference) last = { reference, image: split(reference) };
  return last.image;
}

function split(reference: string): Image {
  const at = reference.indexOf('@');
  const name = at < 0 ? reference : reference.slice(0, at);
  const colon = name.lastIndexOf(':');
  // A colon before the last slash is a registry's port.
  const tagged = colon > name.lastIndexOf('/');
  return {
    repository: tagged ? name.slice(0, colon) : name,
    tag: at < 0 ? (tagged ? name.slice(colon + 1) : '') : reference.slice(at + 1),
  };
}

export const containerRevision = keptByContainer((container: Container): string =>
  [imageOf(container.image ?? '').repository, ...memoryWords(container)].join(' '),
);

/** Of all GPU containers, in the order of the spec. */
export const revisionOf = (pod: Pod): string =>
  seats(pod)
    .filter(({ container }) => gpuNames(container).length > 0)
    .map(({ container }) => containerRevision(container))
    .join(' | ');
