/** What `tranche scan -o json` prints, for programs that read it. It is no kind that a file may hold. */
import { Type, type TProperties, type TSchema } from '@sinclair/typebox';
import { amount, choice, count, excerpt, optional, record, text } from './vocabulary.ts';
import { API_VERSION, time } from './words.ts';

/** As long as a cluster is large. */
const all = <T extends TSchema>(description: string, item: T) => Type.Array(item, { description });

const milliGPU = (description: string) => amount(`${description}, in thousandths of a GPU.`, 0);

const container = {
  namespace: text('Namespace of the workload.'),
  kind: text('Kind of the workload.'),
  name: text('Name of the workload.'),
  container: Type.String({ description: 'Name of the container; empty where a pod has none.' }),
} satisfies TProperties;

const want = record('What would end its want of evidence, where that is known.', {
  of: choice(
    'exporter: no series of it anywhere. scrape: none of this node. names: devices without workloads. hours: time. compute: a figure of it.',
    ['exporter', 'scrape', 'names', 'hours', 'compute'],
  ),
  source: optional(text('Exporter that is to tell.')),
  node: optional(text('Node that is to be told of.')),
  hours: optional(amount('Hours that are still to pass.', 0)),
});

const row = record(
  'A container of a workload: replicas that hold alike and would be given alike.',
  {
    ...container,
    class: choice('Class of the workload.', [
      'serving',
      'batch',
      'training',
      'notebook',
      'build',
      'unknown',
    ]),
    replicas: count('How many there are.', 1),
    product: text('Catalogue name of the card it is on, or unknown.'),
    asked: text('What its pods ask for.'),
    heldMilliGPU: milliGPU('What all replicas hold'),
    neededMilliGPU: milliGPU('What all replicas would be given'),
    verdict: choice('What would become of it.', [
      'slice',
      'sliced',
      'never',
      'unseen',
      'whole',
      'excluded',
    ]),
    shape: text('What it would be given, or what it asked for where it keeps that.'),
    supply: optional(
      choice('Whether nodes offer that as they are, or cards would have to be cut first.', [
        'offered',
        'toCut',
      ]),
    ),
    vramMaxMiB: optional(amount('Most GPU memory seen, MiB.', 0)),
    cardMiB: optional(amount('Memory of the card it is on, MiB.', 0)),
    smP95: optional(amount('SM activity, 0 to 1 of the card it was measured on.', 0)),
    hours: optional(amount('Hours that it was seen.', 0)),
    samples: optional(count('Samples that were taken.')),
    confidence: optional(amount('How sure its figures are, 0 to 1.', 0, 1)),
    rule: text('Rule that decided.'),
    says: text('What that rule says.'),
    engineNeedMiB: optional(
      amount('What an engine that fills its card says it needs of that, MiB.', 0),
    ),
    reserved: optional(
      text(
        'What that engine reserves and needs, and what slice would hold it; or why nobody can tell.',
      ),
    ),
    missing: optional(text('What evidence is missing, and where to look.')),
    want: optional(want),
    computeBy: optional(
      choice('What its compute was taken from; utilisation says only that some kernel ran.', [
        'sm',
        'engine',
        'utilisation',
        'none',
      ]),
    ),
    template: optional(text('How what makes its pods would be judged, where that is otherwise.')),
    trials: optional(count('Decisions of the days before that a next day could judge.')),
    tooSmall: optional(count('Of those, how many would have been too small.')),
  },
);

const trial = record('A decision of an evening, and what the day after brought.', {
  ...container,
  day: count('Which day, from 0.'),
  at: count('When it was decided, seconds since the epoch.'),
  shape: text('What it was given.'),
  capacityMiB: amount('What that holds, MiB.', 0),
  peakMiB: amount('The most of the day after, MiB.', 0),
  outcome: choice('What came of it.', ['tooSmall']),
  rule: text('Rule that decided.'),
});

const product = record('Cards of one product.', {
  product: text('Catalogue name of the card.'),
  nodes: count('Nodes that have it.'),
  capacityMilliGPU: milliGPU('All that its nodes have'),
  heldMilliGPU: milliGPU('What is held of it'),
  neededMilliGPU: milliGPU('What would be needed of it'),
  packedCards: count('Whole cards that hold at least all of that.'),
  idleMilliGPU: milliGPU('What nobody holds'),
  wanted: all(
    'Slices that would be given.',
    record('Slices of one shape.', {
      shape: text('Product and resource, as offered.'),
      units: count('How many would be given.'),
      offered: count('How many the nodes have, were they empty.'),
    }),
  ),
});

const joining = record('Workloads whose names do not last, of one kind in one namespace.', {
  namespace: text('Their namespace.'),
  kind: text('Their kind.'),
  names: count('How many there are now, each a workload of its own.'),
  by: optional(
    record('What they have in common.', {
      label: text('Label that most of them share.'),
      workloads: count('How many workloads come of it.'),
    }),
  ),
  policy: excerpt('GpuPolicy that joins them.', {}),
});

export const scanReport = record('What a scan of a cluster found.', {
  apiVersion: choice('Group and version of the report.', [API_VERSION]),
  kind: choice('Kind of the report.', ['ScanReport']),
  cluster: optional(text('As the kubeconfig names it; absent for files.')),
  readAt: time('When the cluster was read.'),
  from: time('From when on Prometheus was asked.'),
  until: time('Until when.'),
  sources: all('Exporters that told of anything.', text('Exporter.')),
  match: optional(all('What every series was asked to have besides.', text('Matcher.'))),
  strangers: optional(
    all(
      'Exporters whose hosts are all no nodes here: it may be the Prometheus of another cluster.',
      record('An exporter.', {
        source: text('Exporter.'),
        hosts: all('Hosts that it names.', text('Host.')),
      }),
    ),
  ),
  ofOthers: optional(
    Type.Literal(true, {
      description:
        'Exporters tell of pods, and of none of these: it may be the Prometheus of another cluster.',
    }),
  ),
  policies: record('By which policies it was judged.', {
    by: choice('Whose they are.', ['cluster', 'files', 'default']),
    says: text('The same in a sentence.'),
    forbidden: optional(
      Type.Literal(true, { description: 'There may be others, which may not be seen.' }),
    ),
  }),
  namespaces: Type.Union([Type.Literal('all'), all('Only of these.', text('Namespace.'))]),
  forbidden: optional(
    record('What whoever asked may not list; without nodes nothing can be said of slices.', {
      resources: all('As a role names them.', text('Resource.')),
      allow: all('What who administers the cluster would type.', text('Command.')),
    }),
  ),
  notSeen: all('What may not be seen, or could not be read.', text('What, and why.')),
  summary: record('All of it.', {
    workloads: count('How many hold a GPU.'),
    replicas: count('Containers that do.'),
    heldMilliGPU: milliGPU('What they hold'),
    neededMilliGPU: milliGPU('What they would be given'),
    releasableMilliGPU: milliGPU('What that would release'),
    offeredMilliGPU: milliGPU('Of that, by slices that nodes offer as they are'),
    idleMilliGPU: milliGPU('What nobody holds'),
    waiting: count('GPU pods that wait and were not judged.'),
  }),
  products: all('Cards, by product.', product),
  backTest: record('Decisions of the days before, tried on the days that followed them.', {
    days: count('Days that were read.'),
    judged: count('Decisions that gave a slice, and that a next day could judge.'),
    held: count('Of those, how many would have held.'),
    tooSmall: all('The others.', trial),
  }),
  workloads: all('Who holds a GPU; what would release most comes first.', row),
  joinings: all('Owners that evidence never reaches.', joining),
});
