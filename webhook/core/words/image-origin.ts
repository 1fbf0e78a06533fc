/** Where policies say that images may come from, and what is pulled where nothing is said. */
import { parted } from './image.ts';

/** What is pulled where no tag is written. */
export const UNSAID = 'latest';

export interface Origin {
  readonly registry: string;
  /** Globs of which one must hold. */
  readonly repositories: readonly string[];
}

/** Registry and folder apart: somebody's folder may be called like a registry of ours. */
export function originOf(place: string): Origin {
  const slash = place.indexOf('/');
  if (slash < 0) return { registry: place, repositories: ['*'] };
  const first = place.slice(0, slash);
  const at = first.includes('*')
    ? { registry: first, repository: place.slice(slash + 1) }
    : parted(place);
  return { registry: at.registry, repositories: [at.repository, `${at.repository}/*`] };
}
