import { seats, type Container, type PodSpec, type ResourceList } from '../pod.ts';
import { parseQuantity } from '../quantity.ts';
import { celContainers, CLAIMS_UNSEEN } from './cel.ts';
import { gpuContainers } from './gpu-containers.ts';
import { heldTo } from './rule.ts';

const EQUALS = ['cpu', 'memory'];

export const unequal = heldTo({
  id: 'guard/unequal',
  about:
    'A pod that may use more CPU or memory than it requested is the first to be slowed down or killed when its node is full, and its GPU waits with it.',
  parameters: {
    equal: {
      kind: 'names',
      about:
        'Resources of which every container of a pod with a GPU must request what it is limited to.',
      needed: true,
      of: EQUALS,
    },
  },

  cel: ({ equal }) => {
    const differs = (of: string) => celAnyOf(equal.map((name) => celDiffers(of, name)));
    const asWhole = celAnyOf(EQUALS.flatMap((name) => celNames('object.spec.resources', name)));
    const whole = `has(object.spec.resources) && (${asWhole})`;
    return {
      objects: `variables.asksForGpu && (${whole} ? ${differs('object.spec.resources')} : ${celContainers(differs('c.resources'))})`,
      says: `each container beside a GPU must request as much ${equal.join(' and ')} as it is limited to; write the same under requests and limits, so that the pod is Guaranteed`,
      unseen: [CLAIMS_UNSEEN],
    };
  },

  check(scene, { equal }) {
    const { pod } = scene;
    if (gpuContainers(scene).length === 0) return undefined;
    for (const { who, resources } of accounts(pod.spec, seats(pod)))
      for (const name of EQUALS.filter((one) => equal.includes(one))) {
        const says = difference(name, resources);
        if (says !== undefined)
          return `${who} ${says}; write the same ${name} under requests and limits, so that the pod is Guaranteed`;
      }
    return undefined;
  },
});

interface Account {
  readonly who: string;
  readonly resources: Container['resources'];
}

/** What is said of the pod as a whole is all that its class of service is read from (KEP-2837). */
function accounts(
  { resources }: PodSpec,
  all: readonly { readonly container: Container }[],
): readonly Account[] {
  const whole = { ...resources?.limits, ...resources?.requests };
  if (EQUALS.some((name) => name in whole)) return [{ who: 'the pod as a whole', resources }];
  return all.map(({ container }) => ({
    who: `container ${container.name}`,
    resources: container.resources,
  }));
}

function difference(name: string, resources: Container['resources']): string | undefined {
  const limit = amountIn(resources?.limits, name);
  // The API server copies a limit that stands alone.
  const request = amountIn(resources?.requests, name) ?? limit;
  if (limit === undefined) return `has no limit of ${name}`;
  if (request === undefined || parseQuantity(request) === parseQuantity(limit)) return undefined;
  return `requests ${request} of ${name} and is limited to ${limit}`;
}

const amountIn = (list: ResourceList = {}, name: string): string | number | undefined =>
  Object.hasOwn(list, name) ? list[name] : undefined;

const celAnyOf = (says: readonly string[]): string => `(${says.join(' || ')})`;

const celNames = (of: string, name: string): string[] =>
  ['limits', 'requests'].map((list) => `(has(${of}.${list}) && '${name}' in ${of}.${list})`);

function celDiffers(of: string, name: string): string {
  const [limited, requested] = celNames(of, name);
  const amount = (list: string) => `quantity(string(${of}.${list}['${name}']))`;
  const other = `${amount('requests')}.compareTo(${amount('limits')}) != 0`;
  return `!has(${of}) || !${limited} || (${requested} && ${other})`;
}
