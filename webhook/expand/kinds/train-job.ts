/**
 * Kubeflow's TrainJob holds no pod template: it names a runtime, which does, and says what is to be
 * otherwise in the container `node` of it. Its JobSet has its name.
 */
import { count, isRecord, member, text, type Raw } from '../raw.ts';
import { nameOf, podsOfReplicated, replicatedJobs } from './jobset.ts';
import type { Asked, Made, Makers } from './kind.ts';
import { merged } from './merge.ts';
import { placed } from './pointers.ts';

const STEP = 'trainer.kubeflow.org/trainjob-ancestor-step';
const NODE = 'node';

export const trainJob: Makers = {
  'TrainJob.trainer.kubeflow.org'(asked) {
    const ref = member(asked.spec, 'runtimeRef');
    const kind = text(ref['kind']) ?? 'ClusterTrainingRuntime';
    const name = text(ref['name']) ?? '';
    const runtime = asked.library(kind, asked.namespace, name);
    return runtime === undefined
      ? [alone(asked, `${kind} ${name}, which makes its pods, is not among the manifests`)]
      : byRuntime(asked, member(runtime, 'spec'));
  },
};

function byRuntime(asked: Asked, runtime: Raw): Made[] {
  const inside = member(runtime, 'template', 'spec');
  const untold = patches(asked.spec);
  return replicatedJobs(inside).map((job, i) => {
    const spec = member(job, 'template', 'spec');
    const { name, trains } = roleOf(job, i);
    const nodes = trains ? nodesOf(name, asked.spec, runtime) : undefined;
    const { template, written } = trains
      ? overridden(member(spec, 'template'), member(asked.spec, 'trainer'))
      : { template: member(spec, 'template'), written: [] };
    const made = podsOfReplicated({
      set: asked.name,
      job: name,
      jobs: count(job['replicas'], 1),
      spec: {
        ...spec,
        template,
        ...(nodes === undefined ? {} : { parallelism: nodes, completions: nodes }),
      },
      writtenAt: placed(written, '/spec/runtimeRef'),
    });
    return untold === undefined ? made : { ...made, untold };
  });
}

function roleOf(job: Raw, at: number): { name: string; trains: boolean } {
  const name = nameOf(job, at);
  const step = member(job, 'template', 'metadata', 'labels')[STEP];
  return { name, trains: step === 'trainer' || name === NODE };
}

/** Of MPI the launcher is one of its own, and may be one of the nodes. */
function nodesOf(job: string, spec: Raw, runtime: Raw): number | undefined {
  if (job === 'launcher') return undefined;
  const policy = member(runtime, 'mlPolicy');
  const own = member(spec, 'trainer')['numNodes'] ?? policy['numNodes'];
  if (own === undefined) return undefined;
  const launches = member(policy, 'mpi')['runLauncherAsNode'] === true ? 1 : 0;
  return Math.max(0, count(own, 1) - launches);
}

const FIELDS = [
  ['image', 'image'],
  ['command', 'command'],
  ['args', 'args'],
  ['env', 'env'],
  ['resourcesPerNode', 'resources'],
] as const;

function overridden(template: Raw, trainer: Raw) {
  const held = member(template, 'spec')['containers'];
  const containers: readonly unknown[] = Array.isArray(held) ? held : [];
  const at = containers.findIndex((one) => isRecord(one) && one['name'] === NODE);
  const set = FIELDS.filter(([field]) => trainer[field] !== undefined);
  const over = Object.fromEntries(set.map(([field, inPod]) => [inPod, trainer[field]]));
  if (at < 0) return { template, written: [] };
  const written = set.map(
    ([field, inPod]) => [`/spec/containers/${at}/${inPod}`, `/spec/trainer/${field}`] as const,
  );
  return {
    template: merged(template, { spec: { containers: [{ name: NODE, ...over }] } }),
    written,
  };
}

/** What the job itself says, where its runtime is not known. */
function alone(asked: Asked, untold: string): Made {
  const nodes = count(member(asked.spec, 'trainer')['numNodes'], 1);
  const { template, written } = overridden(
    { spec: { containers: [{ name: NODE }], restartPolicy: 'Never' } },
    member(asked.spec, 'trainer'),
  );
  const made = podsOfReplicated({
    set: asked.name,
    job: NODE,
    jobs: 1,
    spec: { template, parallelism: nodes, completions: nodes },
    writtenAt: placed(written, '/spec/runtimeRef'),
  });
  return { ...made, untold };
}

/** Patches of the runtime by other controllers, in either of the API's spellings. */
function patches(spec: Raw): string | undefined {
  const field = ['runtimePatches', 'podTemplateOverrides', 'podSpecOverrides'].find((one) =>
    Array.isArray(spec[one]),
  );
  return field && `what ${field} change in its pods is not followed`;
}
