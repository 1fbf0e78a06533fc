import { globHolds } from '../classify.ts';
import { readImage, type ImageReference } from '../words/image.ts';
import { originOf, UNSAID } from '../words/image-origin.ts';
import { wrongImage } from './image-in-cel.ts';
import { reachesGpu } from './reaches-gpu.ts';
import { heldTo, type Given, type Scene } from './rule.ts';

const parameters = {
  registries: {
    kind: 'globs',
    about:
      'Where images may come from: a registry, or a folder in one, such as nvcr.io/nvidia; with none of them, from anywhere.',
  },
  refusedTags: {
    kind: 'globs',
    about:
      'Tags that are refused, in capitals or not; latest where none are written. An image without one has latest.',
  },
  digest: { kind: 'flag', about: 'Whether every image must be named by its digest.' },
} as const;

export const image = heldTo({
  id: 'guard/image',
  about:
    'What runs beside a driver of the node should be known: from a registry that somebody looks after, and the same tomorrow as today.',
  occasions: ['create', 'update'],
  parameters,
  cel: wrongImage,

  check(scene, given) {
    if (!reachesGpu(scene)) return undefined;
    for (const { what, image: text } of imagesOf(scene)) {
      const says = text && wrong(text, given);
      if (says) return `${what} the image ${says}`;
    }
    return undefined;
  },
});

/** What joins a pod later brings no volume. */
const imagesOf = ({ containers, occasion, pod }: Scene) => [
  ...containers.map(({ name, image: text }) => ({ what: `container ${name} has`, image: text })),
  ...(occasion === 'create' ? (pod.spec.volumes ?? []) : []).map(({ name, image: pulled }) => ({
    what: `volume ${name} is`,
    image: pulled?.reference,
  })),
];

function wrong(text: string, given: Given<typeof parameters>): string | undefined {
  const read = readImage(text);
  const shown = text.slice(0, 160);
  if (read === 'unreadable')
    return `${JSON.stringify(shown)}, which no runtime can read; write registry/repository:tag`;
  const says = fromElsewhere(read, given.registries) ?? movable(read, given);
  return says && `${shown}, ${says}`;
}

function fromElsewhere(
  read: ImageReference,
  registries: readonly string[] = [],
): string | undefined {
  return registries.length === 0 || registries.some((place) => comesFrom(place, read))
    ? undefined
    : `which is of ${read.registry}/${read.repository}; this policy takes images from ${registries.join(', ')}`;
}

/** What may be another image tomorrow, by the same name. */
function movable(
  { tag, digest }: ImageReference,
  given: Given<typeof parameters>,
): string | undefined {
  if (digest !== undefined) return undefined;
  if (given.digest === true)
    return 'which has no digest and may be another one tomorrow; add @sha256:…';
  const { refusedTags = [UNSAID] } = given;
  return refusedTags.some((glob) => globHolds(glob.toLowerCase(), (tag ?? UNSAID).toLowerCase()))
    ? `whose tag is ${tag ?? `${UNSAID} since none is written`}; name another tag, or its digest`
    : undefined;
}

function comesFrom(place: string, { registry, repository }: ImageReference): boolean {
  const at = originOf(place);
  return (
    globHolds(at.registry, registry) && at.repositories.some((glob) => globHolds(glob, repository))
  );
}
