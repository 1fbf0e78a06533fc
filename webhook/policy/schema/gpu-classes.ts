/** GpuClasses: how the class of a workload is recognised when no policy gives one. */
import type { Static } from '@sinclair/typebox';
import { clusterKind } from './kind.ts';
import { list, optional, record, standard, text, whole } from './vocabulary.ts';
import * as words from './words.ts';

const given = words.workloadClass('The class such a workload has.');
const ownerKinds = list('Kinds of the top owner.', words.ownerKind('E.g. Notebook.'), 1);
const launchers = list('Programs looked for in the command.', text('E.g. torchrun.'), 1);
const images = list('Globs on the image reference.', text('E.g. */vllm-openai:*.'), 1);

export const gpuClasses = clusterKind(
  'GpuClasses',
  'How the class of a workload is recognised when no policy gives one.',
  record(
    'Asked in this order: owners, launchers, table. The first row that fits gives the class.',
    {
      priority: standard(whole('Rows of a higher priority are asked first.'), 0),
      owners: standard(
        list('By owner kinds that say it all.', record('A row.', { class: given, ownerKinds })),
        [],
      ),
      launchers: standard(
        list('By the program that is run.', record('A row.', { class: given, launchers })),
        [],
      ),
      table: standard(
        list(
          'What is left. A row fits when any of what it names does.',
          record('A row.', {
            class: given,
            ownerKinds: optional(ownerKinds),
            launchers: optional(launchers),
            images: optional(images),
          }),
        ),
        [],
      ),
    },
  ),
);
export type GpuClasses = Static<typeof gpuClasses>;
