/**
 * Kinds that nobody has heard of: pod templates wherever they lie in them, each one pod, for only
 * their controllers know how many; and where they ask for devices without one.
 */
import { token } from '../../core/edits/pointer.ts';
import { isCount, isRecord, member, text, type Raw } from '../raw.ts';
import { nothing, type Asked, type Made, type Makers, type Pointers } from './kind.ts';
import { specAt, templateAt } from './pointers.ts';

export const isPodTemplate = (template: Raw): boolean =>
  Array.isArray(member(template, 'spec')['containers']);

/** Groups whose objects speak of pods without making any. */
const SPEAKING =
  /^(?:(?:.+[.])?(?:tranche[.]dev|kyverno[.]io|gatekeeper[.]sh)|admissionregistration[.]k8s[.]io|apiextensions[.]k8s[.]io|node[.]k8s[.]io|policy)$/;

export const speaksOnly = (apiVersion: string): boolean =>
  apiVersion.includes('/') && SPEAKING.test(apiVersion.slice(0, apiVersion.indexOf('/')));

/** Kinds that others make pods of: they have none themselves. */
const NONE = () => [];
export const without: Makers = {
  PodTemplate: NONE,
  'ClusterServingRuntime.serving.kserve.io': NONE,
  'ClusterTrainingRuntime.trainer.kubeflow.org': NONE,
  'LLMInferenceServiceConfig.serving.kserve.io': NONE,
  'ServingRuntime.serving.kserve.io': NONE,
  'TrainingRuntime.trainer.kubeflow.org': NONE,
  'WorkspaceKind.kubeflow.org': NONE,
};

const HOW_MANY = 'only its controller knows how many pods it makes of this template';
const TAKEN_FOR_PODS = 'its replicas are taken for pods, which only its controller knows';

/** What is untold where the template itself is known. */
export const ofNumbers: ReadonlySet<string> = new Set([HOW_MANY, TAKEN_FOR_PODS]);

/** What is said of a template where Deployments have theirs, in a kind that nobody has heard of. */
export const guessed = ({ replicas }: Raw): Pick<Made, 'untold' | 'atOnce'> =>
  isCount(replicas)
    ? { untold: TAKEN_FOR_PODS }
    : {
        untold: HOW_MANY,
        atOnce: { least: 0, most: 'unknown', because: 'only its controller knows how many' },
      };

export function foundIn({ object, apiVersion, name }: Asked): Made[] {
  const kind = text(object['kind']) ?? '';
  const made = templatesIn(object).map(({ at, template, writtenAt }): Made => ({
    group: at,
    template,
    writtenAt,
    signs: () => ({ generateName: `${name}-`, owner: { apiVersion, kind, name } }),
    replicas: 1,
    atOnce: { least: 0, most: 'unknown', because: 'only its controller knows how many' },
    untold: HOW_MANY,
    opaque: true,
  }));
  if (made.length > 0) return made;
  const device = deviceIn(object);
  return device === undefined
    ? []
    : [nothing(device.at, `asks for ${device.name}, and only its controller knows for which pods`)];
}

interface Found {
  readonly at: string;
  readonly template: Raw;
  readonly writtenAt: Pointers;
}

/** Whatever it is called: nothing but a pod has a list of containers with names and images. */
const holdsPod = ({ containers }: Raw): boolean =>
  Array.isArray(containers) &&
  containers.length > 0 &&
  containers.every((one) => isRecord(one) && text(one['name']) && text(one['image']));

const TEMPLATE = /template(?:spec)?s?$/i;
const POD_SPEC = /podspec$/i;

function templatesIn(object: Raw): Found[] {
  const found: Found[] = [];
  walk(object, (value, at, key) => {
    if (TEMPLATE.test(key) && isPodTemplate(value)) {
      found.push({ at, template: value, writtenAt: templateAt(at) });
      return 'enough';
    }
    if (holdsPod(member(value, 'spec'))) {
      found.push({ at, template: value, writtenAt: templateAt(at) });
      return 'enough';
    }
    if ((POD_SPEC.test(key) && Array.isArray(value['containers'])) || holdsPod(value)) {
      found.push({ at, template: { spec: value }, writtenAt: specAt(at) });
      return 'enough';
    }
    return 'deeper';
  });
  return found;
}

/** Kubernetes' own names have no domain. */
function deviceIn(object: Raw): { readonly at: string; readonly name: string } | undefined {
  let found: { at: string; name: string } | undefined;
  walk(object, (value, at, key) => {
    if (found !== undefined) return 'enough';
    if (key !== 'limits' && key !== 'requests') return 'deeper';
    const name = Object.keys(value).find((one) => one.includes('/'));
    if (name !== undefined) found = { at: `${at}/${token(name)}`, name };
    return 'enough';
  });
  return found;
}

type Visit = (value: Raw, at: string, key: string) => 'enough' | 'deeper';

/** Every object in it but what its controller reports; `key` is that of the nearest map. */
function walk(object: Raw, visit: Visit): void {
  const inside = (value: unknown, at: string, key: string): void => {
    if (Array.isArray(value)) value.forEach((one, i) => inside(one, `${at}/${i}`, key));
    else if (isRecord(value) && visit(value, at, key) === 'deeper')
      for (const [name, one] of Object.entries(value)) inside(one, `${at}/${token(name)}`, name);
  };
  for (const [name, value] of Object.entries(object))
    if (name !== 'status' && name !== 'metadata') inside(value, `/${token(name)}`, name);
}
