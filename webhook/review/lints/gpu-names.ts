/**
 * Names that look like a GPU's and are none. The API server stores any name with a domain
 * (ValidateContainerResourceName), no node offers it, and the pod waits for ever without a word; one
 * without a domain it refuses.
 */
import { token } from '../../core/edits/pointer.ts';
import { namesGpu } from '../../core/governed.ts';
import { nearest } from '../../core/nearest.ts';
import { resourceNames, seats, type Container } from '../../core/pod.ts';
import {
  foreignOf,
  partsNamed,
  resourceOf,
  type Catalogue,
} from '../../core/products/catalogue.ts';
import { namesWhole, unshared, vendors } from '../../core/vendor.ts';
import type { Known, Lint, OfPod } from './lint.ts';

export const gpuNames: OfPod = (pod, known) =>
  seats(pod).flatMap(({ container, pointer }) =>
    [...new Set(resourceNames(container))].flatMap((name) =>
      [slipOf(name, known)].flatMap((slip) =>
        slip === undefined
          ? []
          : [{ ...slip, ...place(container, pointer, name), rule: 'lint/gpu-name' as const }],
      ),
    ),
  );

const place = (container: Container, pointer: string, name: string) => ({
  container: container.name,
  pointer: `${pointer}/resources/${Object.hasOwn(container.resources?.limits ?? {}, name) ? 'limits' : 'requests'}/${token(name)}`,
});

/** Of Kubernetes 1.6 to 1.10; a name of its own domain is stored unread. */
const OLD = 'alpha.kubernetes.io/nvidia-gpu';
const BARE = /^(gpus?|nvidia|nvidia-gpu|vgpu|mig|cuda|amd|rocm)$/i;

type Slip = Pick<Lint, 'level' | 'says' | 'help'>;

function slipOf(name: string, known: Known): Slip | undefined {
  if (name === OLD)
    return {
      level: 'warning',
      says: `asks for ${OLD}, which no node has offered since Kubernetes 1.11`,
      help: 'ask for nvidia.com/gpu under limits',
    };
  if (BARE.test(name))
    return {
      level: 'error',
      says: `asks for ${name}, and the API server knows no resource of that name: a device has a domain`,
      help: 'did you mean nvidia.com/gpu?',
    };
  if (!name.includes('/') || isKnown(name, known)) return undefined;
  const meant = nearest(name, names(known.catalogue));
  return meant === undefined || !isSlipOf(name, meant)
    ? undefined
    : {
        level: 'warning',
        says: `asks for ${name}, which no node offers, so that it would wait for ever`,
        help: `did you mean ${meant}?`,
      };
}

/** Another domain may be anybody's: only one that begins like the vendor's is a slip of theirs. */
const isSlipOf = (name: string, meant: string): boolean => namesGpu(name) || name[0] === meant[0];

const isKnown = (name: string, { catalogue, menu }: Known): boolean =>
  menu.advertised.has(name) ||
  namesWhole(unshared(name)) ||
  partsNamed(unshared(name), catalogue).length > 0 ||
  foreignOf(name, catalogue) !== undefined;

/** Of the catalogue, made once for it. */
const kept = new WeakMap<Catalogue, readonly string[]>();

function names(catalogue: Catalogue): readonly string[] {
  const made = kept.get(catalogue) ?? [
    ...new Set([
      ...Object.values(vendors).flatMap(({ wholes }) => wholes),
      'nvidia.com/gpu.shared',
      ...catalogue.products.flatMap((product) =>
        product.profiles.map((profile) => resourceOf(product, profile)),
      ),
    ]),
  ];
  kept.set(catalogue, made);
  return made;
}
