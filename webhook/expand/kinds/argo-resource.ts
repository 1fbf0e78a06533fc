/** A template of Argo may make an object instead of running containers: its pods are those of the object. */
import { parseAllDocuments } from 'yaml';
import { contentsOf } from '../contents.ts';
import { hasKind } from '../items.ts';
import { namespaceOf } from '../namespace.ts';
import { isRecord, member, text, type Raw } from '../raw.ts';
import { AS_KUBECTL } from '../scalars.ts';
import type { Running } from './argo-flow.ts';
import { nothing, type Asked, type Made, type Maker } from './kind.ts';

const MAKING: ReadonlySet<unknown> = new Set(['create', 'apply', 'replace']);

/** `maker`: of any object, as if it stood among the manifests. */
export function resourcePods(running: Running, near: Omit<Asked, 'spec'>, maker: Maker): Made[] {
  const resource = member(running.template, 'resource');
  const at = `${running.at}/resource`;
  if (!MAKING.has(resource['action'])) return [];
  const objects = objectsIn(resource['manifest']);
  if (objects === undefined) return [{ ...nothing(at, UNREAD), group: running.name }];
  return objects.flatMap((object) =>
    maker(askedOf(object, near)).map((made) => within(made, running, at, elsewhere(object, near))),
  );
}

const UNREAD =
  'the object that its resource makes is known only when it runs, with its parameters filled in';

/** None where it cannot be read before a run has filled it in. */
function objectsIn(manifest: unknown): Raw[] | undefined {
  if (typeof manifest !== 'string') return undefined;
  const objects: Raw[] = [];
  for (const document of parseAllDocuments(manifest, AS_KUBECTL)) {
    const { value, faults } = contentsOf(document, manifest);
    if (value === null && document.errors.length === 0) continue;
    if (document.errors.length > 0 || faults.length > 0 || !isRecord(value) || !hasKind(value))
      return undefined;
    objects.push(value);
  }
  return objects;
}

const askedOf = (object: Raw, near: Omit<Asked, 'spec'>): Asked => ({
  ...near,
  object,
  spec: member(object, 'spec'),
  apiVersion: text(object['apiVersion']) ?? 'v1',
  name: text(member(object, 'metadata')['name']) ?? near.name,
});

function elsewhere(object: Raw, { namespace }: Omit<Asked, 'spec'>): string | undefined {
  const other = namespaceOf(object, namespace);
  return other === namespace ? undefined : `they are made in ${other}, and judged here`;
}

/** As often as the template runs. */
function within(made: Made, running: Running, at: string, apart: string | undefined): Made {
  const { numbers, ...rest } = made;
  const { least, most, name } = running;
  const once = made.atOnce ?? { least: made.replicas, most: made.replicas };
  const whole = most === 'unknown' || once.most === 'unknown' ? 'unknown' : most * once.most;
  const untold = [made.untold, apart].filter((one) => one !== undefined).join('; ');
  return {
    ...rest,
    group: made.group === undefined || made.group === '' ? name : `${name} ${made.group}`,
    writtenAt: () => `${at}/manifest`,
    replicas: made.replicas * (most === 'unknown' ? 1 : most),
    atOnce: { least: least * once.least, most: whole, because: 'steps of the workflow decide' },
    ...(numbers !== undefined && most === 1 ? { numbers } : {}),
    ...(untold === '' ? {} : { untold }),
  };
}
