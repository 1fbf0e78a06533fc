/** The images of a new pod in CEL: taken apart as `readImage` does, and held to the same patterns. */
import { globsIn } from '../matching/globs-in-cel.ts';
import { grammar, LONGEST_NAME } from '../words/image.ts';
import { celText } from '../matching/row.ts';
import { originOf, UNSAID } from '../words/image-origin.ts';
import type { InCel } from './rule.ts';

export interface Wanted {
  readonly registries: readonly string[] | undefined;
  readonly refusedTags: readonly string[] | undefined;
  readonly digest: boolean | undefined;
}

/** CEL has no names for parts of an expression but those of a list's elements. */
const named = (name: string, value: string, holds: string): string =>
  `[${value}].exists(${name}, ${holds})`;

/** In the order of need: each is made of those before it. */
const PARTS = [
  ['cut', `image.split('@')`],
  ['tagged', `cut[0].matches(':[^/:]*$')`],
  ['name', `tagged ? cut[0].substring(0, cut[0].lastIndexOf(':')) : cut[0]`],
  ['tag', `tagged ? cut[0].substring(cut[0].lastIndexOf(':') + 1) : '${UNSAID}'`],
  ['first', `name.contains('/') ? name.substring(0, name.indexOf('/')) : ''`],
  ['own', `first == 'localhost' || ${matches('first', grammar.ownRegistry)}`],
  ['registry', `own && first != 'index.docker.io' ? first : 'docker.io'`],
  ['path', `own ? name.substring(name.indexOf('/') + 1) : name`],
  ['repository', `registry == 'docker.io' && !path.contains('/') ? 'library/' + path : path`],
] as const;

const READABLE = [
  `size(cut) <= 2 && size(name) <= ${LONGEST_NAME}`,
  matches('registry', grammar.registry),
  matches('repository', grammar.repository),
  `(!tagged || ${matches('tag', grammar.tag)})`,
  `(size(cut) == 1 || ${matches('cut[1]', grammar.digest)})`,
].join(' && ');

const celImages = (list: string, at: string, has: string): string =>
  `(has(object.spec.${list}) ? object.spec.${list}.filter(of, ${has}).map(of, of.${at}) : [])`;

/** Of containers, and of volumes that are images. */
const EVERY_IMAGE = `(${[
  celImages('containers', 'image', 'has(of.image)'),
  celImages('initContainers', 'image', 'has(of.image)'),
  celImages('volumes', 'image.reference', 'has(of.image) && has(of.image.reference)'),
].join(' + ')})`;

/** As much of an image as a message has room for. */
const FIRST_WRONG =
  '(size(variables.wrong[0]) > 160 ? variables.wrong[0].substring(0, 160) : variables.wrong[0])';

export function wrongImage(given: Wanted): InCel {
  const wrong = [`!(${READABLE})`, elsewhere(given), movable(given)].join(' || ');
  const image = PARTS.reduceRight((holds, [name, value]) => named(name, value, holds), wrong);
  const says = wanted(given);
  return {
    variables: { wrong: `${EVERY_IMAGE}.filter(image, image != '' && ${image})` },
    objects: 'variables.reachesGpu && size(variables.wrong) > 0',
    says: `one of its images is none that this policy lets in: it ${says}`,
    found: `'it has the image ' + ${FIRST_WRONG} + ${celText(`, and this policy ${says}`)}`,
  };
}

function wanted({ registries = [], digest, refusedTags = [UNSAID] }: Wanted): string {
  const from = registries.length === 0 ? [] : [`takes images from ${registries.join(', ')}`];
  const tags = refusedTags.join(', ');
  const by = digest === true ? 'wants each named by its digest' : `refuses the tags ${tags}`;
  return [...from, by].join(' and ');
}

function elsewhere({ registries = [] }: Wanted): string {
  if (registries.length === 0) return 'false';
  const from = registries.map(originOf).map(({ registry, repositories }) => {
    const places = [globsIn('registry', [registry]), globsIn('repository', repositories)];
    return `(${places.map((place) => `(${place})`).join(' && ')})`;
  });
  return `!(${from.join(' || ')})`;
}

function movable({ digest, refusedTags = [UNSAID] }: Wanted): string {
  return `(size(cut) == 1 && ${
    digest === true
      ? 'true'
      : `(${globsIn(
          'tag.lowerAscii()',
          refusedTags.map((glob) => glob.toLowerCase()),
        )})`
  })`;
}

/** The pattern as it stands: what has a meaning for CEL's own texts has none in a raw one. */
function matches(what: string, pattern: string): string {
  return `${what}.matches(r'${pattern}')`;
}
