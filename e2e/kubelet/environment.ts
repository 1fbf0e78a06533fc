/**
 * A container's environment and its words, as the kubelet would work them out: earlier
 * variables can be used in later ones, in `command` and in `args`, as `$(NAME)`.
 */
import { field, resource } from './fields.ts';
import type { Data, Objects } from './objects.ts';
import type { Container, EnvVar, KeyRef, Pod } from './pod.ts';

export type Environment = ReadonlyMap<string, string>;

/** `$$` is a dollar sign; a name that nobody defined stays as it was written. */
export const expand = (text: string, variables: Environment): string =>
  text.replace(/\$(?:\$|\(([^)]+)\))/g, (whole, name?: string) =>
    name === undefined ? '$' : (variables.get(name) ?? whole),
  );

export async function environment(
  pod: Pod,
  container: Container,
  podIP: string,
  objects: Objects,
): Promise<Environment> {
  const variables = new Map<string, string>();
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const data = configMapRef
      ? await objects.configMap(pod.metadata.namespace, configMapRef)
      : await objects.secret(pod.metadata.namespace, secretRef ?? { name: '' });
    for (const [key, value] of data) variables.set(prefix + key, value.toString());
  }
  for (const variable of container.env ?? []) {
    const value = await valueOf(variable, { pod, container, podIP, objects });
    if (value !== undefined) variables.set(variable.name, expand(value, variables));
  }
  return variables;
}

interface Place {
  readonly pod: Pod;
  readonly container: Container;
  readonly podIP: string;
  readonly objects: Objects;
}

async function valueOf({ value, valueFrom }: EnvVar, place: Place): Promise<string | undefined> {
  if (!valueFrom) return value ?? '';
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom;
  const { namespace } = place.pod.metadata;
  if (fieldRef) return field(place.pod, place.podIP, fieldRef.fieldPath);
  if (resourceFieldRef) return resource(place.container, resourceFieldRef);
  if (configMapKeyRef)
    return keyOf(await place.objects.configMap(namespace, configMapKeyRef), configMapKeyRef);
  if (secretKeyRef) return keyOf(await place.objects.secret(namespace, secretKeyRef), secretKeyRef);
  throw new Error('this kubelet knows no other valueFrom than field, resource and key');
}

function keyOf(data: Data, { name, key, optional = false }: KeyRef): string | undefined {
  const found = data.get(key);
  if (found === undefined && !optional) throw new Error(`"${name}" has no key "${key}"`);
  return found?.toString();
}
