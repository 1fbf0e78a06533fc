/**
 * References to images, by the grammar of distribution/reference, which container runtimes read them
 * by; the core has no package, and those there are for it are not kept.
 */
export interface ImageReference {
  /** With its port; `docker.io` where none is written. */
  readonly registry: string;
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const LABEL = '(?:[A-Za-z0-9]|[A-Za-z0-9][-A-Za-z0-9]*[A-Za-z0-9])';

/** Patterns of the parts, as JavaScript and RE2 read them alike. */
export const grammar = {
  registry: `^(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9A-Fa-f:]+\\])(?::[0-9]+)?$`,
  repository: `^${COMPONENT}(?:/${COMPONENT})*$`,
  tag: '^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$',
  digest: '^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,}$',
  /** A first part that could not be a folder of Docker's own. */
  ownRegistry: '[.:A-Z]',
} as const;
export const LONGEST_NAME = 255;

const patterns = {
  registry: new RegExp(grammar.registry),
  repository: new RegExp(grammar.repository),
  tag: new RegExp(grammar.tag),
  digest: new RegExp(grammar.digest),
  ownRegistry: new RegExp(grammar.ownRegistry),
};

export function readImage(text: string): ImageReference | 'unreadable' {
  const [named = '', digest, ...more] = text.split('@');
  const colon = named.lastIndexOf(':');
  // A colon before the last slash is a registry's port.
  const tagged = colon > named.lastIndexOf('/');
  const name = tagged ? named.slice(0, colon) : named;
  const { registry, repository } = parted(name);
  const read = {
    registry,
    repository: ofDocker(registry, repository),
    tag: tagged ? named.slice(colon + 1) : undefined,
    digest,
  };
  return more.length === 0 && name.length <= LONGEST_NAME && readable(read) ? read : 'unreadable';
}

const readable = ({ registry, repository, tag, digest }: ImageReference): boolean =>
  patterns.registry.test(registry) &&
  patterns.repository.test(repository) &&
  (tag === undefined || patterns.tag.test(tag)) &&
  (digest === undefined || patterns.digest.test(digest));

const DOCKER = 'docker.io';

/** What stands before the first slash is a registry only where it could not be a folder of Docker's own. */
export function parted(name: string): { readonly registry: string; readonly repository: string } {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  if (first !== 'localhost' && !patterns.ownRegistry.test(first))
    return { registry: DOCKER, repository: name };
  const repository = name.slice(slash + 1);
  return { registry: first === `index.${DOCKER}` ? DOCKER : first, repository };
}

/** Docker's own images are written without their folder. */
const ofDocker = (registry: string, repository: string): string =>
  registry === DOCKER && !repository.includes('/') ? `library/${repository}` : repository;
