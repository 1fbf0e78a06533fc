/** What a pod asks for, without what its people call it: of containers and claims only which are which is read. */
import type { Container, PodSpec } from '../../core/pod.ts';

export function nameless(spec: PodSpec, nameOf: (claim: string) => string): PodSpec {
  const { containers, initContainers, resourceClaims } = spec;
  const claims = new Map(resourceClaims?.map(({ name }, nth) => [name, `claim-${nth}`]));
  const unnamed =
    (role: string) =>
    (container: Container, nth: number): Container => ({
      ...container,
      name: `${role}-${nth}`,
      ...withClaims(container, claims),
    });
  return {
    ...spec,
    containers: containers.map(unnamed('app')),
    ...(initContainers === undefined
      ? {}
      : { initContainers: initContainers.map(unnamed('init')) }),
    ...(resourceClaims === undefined
      ? {}
      : {
          resourceClaims: resourceClaims.map(
            ({ name, resourceClaimName: claim, resourceClaimTemplateName: template }) => ({
              name: claims.get(name) ?? '',
              ...(claim === undefined ? {} : { resourceClaimName: nameOf(claim) }),
              ...(template === undefined ? {} : { resourceClaimTemplateName: nameOf(template) }),
            }),
          ),
        }),
  };
}

function withClaims(
  { resources }: Container,
  names: ReadonlyMap<string, string>,
): Pick<Container, 'resources'> {
  const { claims } = resources ?? {};
  if (claims === undefined) return {};
  return {
    resources: {
      ...resources,
      // One that no claim of the pod bears is held by nobody.
      claims: claims.map(({ name }) => ({ name: names.get(name) ?? 'claim' })),
    },
  };
}
