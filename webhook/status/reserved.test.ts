import { expect, test } from '@jest/globals';
import { object } from '../policy/example.ts';
import { colours } from '../report/colour.ts';
import { factsOf } from './status.fixture.ts';
import { statusOf } from './status.ts';
import { statusText } from './text.ts';

test('of engines that reserve more than they need it is told how much that comes to', () => {
  const { set } = factsOf();
  const seen = { hours: 48, samples: 5000 };
  const of = {
    revision: 'vllm',
    measuredOn: 'H100-80GB',
    sharing: 'whole',
    attribution: 'exact',
  };
  const row = { ...of, ...seen };
  const vllm = { name: 'vllm', hours: 48, says: 'weights 24826 + kv 5467' };
  const figures = [
    { name: 'chat', vramMaxMiB: 61_169, engine: { ...vllm, needMiB: 33_158 } },
    { name: 'full', vramMaxMiB: 30_000, engine: { ...vllm, needMiB: 30_000 } },
    { name: 'untold', vramMaxMiB: 70_000, engine: vllm },
  ];
  const spec = {
    workload: { kind: 'Deployment', name: 'llama' },
    containers: figures.map((one) => ({ ...row, ...one })),
  };
  const documents = [...set.documents, object('GpuProfile', 'llama', spec, 'speech')];
  const report = statusOf(factsOf({ set: { ...set, documents } }));
  expect(report.profiles.reserved).toEqual({ containers: 1, vramMiB: 28_011 });
  expect(statusText(report, colours(false))).toContain(
    '\nengines: 1 container reserves 28011 MiB more than needed, in one replica of each; ',
  );
});
