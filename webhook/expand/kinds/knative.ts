/** Knative: Service, Configuration, Revision and Deployment, each named after the one before it. */
import { nameOf } from '../../core/text.ts';
import { count, isRecord, member, text, type Raw } from '../raw.ts';
import { ofDeployment } from './apps.ts';
import { between, type Asked, type Labels, type Made, type Makers, type Signs } from './kind.ts';
import { templateAt } from './pointers.ts';

const LABEL = 'serving.knative.dev';

export const knative: Makers = {
  'Service.serving.knative.dev': (asked) => [ofService(asked, true)],
  'Configuration.serving.knative.dev': (asked) => [ofService(asked, false)],
};

function ofService({ spec, name }: Asked, service: boolean): Made {
  const template = withNames(podTemplate(member(spec, 'template')));
  return {
    template,
    writtenAt: templateAt('/spec/template'),
    signs: () => ofRevision(name, template, service ? { [`${LABEL}/service`]: name } : {}),
    ...scaled(member(template, 'metadata', 'annotations')),
  };
}

/** A revision says of its requests what no pod has. */
const OF_REVISION = new Set([
  'containerConcurrency',
  'idleTimeoutSeconds',
  'responseStartTimeoutSeconds',
  'timeoutSeconds',
]);

const podTemplate = (template: Raw): Raw => ({
  ...template,
  spec: Object.fromEntries(
    Object.entries(member(template, 'spec')).filter(([key]) => !OF_REVISION.has(key)),
  ),
});

/** One container need not have a name. */
function withNames(template: Raw): Raw {
  const spec = member(template, 'spec');
  const held = spec['containers'];
  const containers: readonly unknown[] = Array.isArray(held) ? held : [];
  const [only] = containers;
  if (!isRecord(only) || containers.length > 1 || only['name'] !== undefined) return template;
  return { ...template, spec: { ...spec, containers: [{ name: 'user-container', ...only }] } };
}

export function ofRevision(configuration: string, template: Raw, labels: Labels): Signs {
  const revision = text(member(template, 'metadata')['name']) ?? child(configuration, '-00001');
  return ofDeployment(child(revision, '-deployment'), template, {
    ...labels,
    app: revision,
    [`${LABEL}/configuration`]: configuration,
    [`${LABEL}/revision`]: revision,
  });
}

const LONGEST = 63;
const SUM = 32;

/** A name that would be too long is cut, and a sum of the whole stands for the rest. */
const child = (parent: string, rest: string): string =>
  parent.length + rest.length <= LONGEST
    ? parent + rest
    : parent.slice(0, LONGEST - SUM - rest.length) + nameOf(parent) + nameOf(`${parent} `) + rest;

const SCALE = 'autoscaling.knative.dev';

/** Without a word to the contrary down to none, and up as far as requests come; 0 sets no limit. */
function scaled(annotations: Raw): Pick<Made, 'replicas' | 'atOnce'> {
  const said = (...names: string[]) =>
    count(Number(names.map((one) => annotations[`${SCALE}/${one}`]).find(isSaid) ?? 0), 0);
  const least = said('min-scale', 'minScale');
  const most = said('max-scale', 'maxScale');
  return between(least, most === 0 ? 'unknown' : Math.max(least, most), 'as many as requests need');
}

const isSaid = (value: unknown): boolean => value !== undefined;
