/** Profiles that a cluster does not take: why, whole, once, and with what helps. */
import { expect, test } from '@jest/globals';
import { applied } from '../../adapters/profiler/apply.ts';
import { publishedAs } from '../../adapters/profiler/published.fixture.ts';
import { ApiFault, type Api, type Ask } from '../../adapters/cluster/api.ts';
import { refusedLines } from './refused.ts';

const one = publishedAs();
const names = 'a b c d e f g h i j'.split(' ');
const ten = names.map((name) => ({
  ...one,
  metadata: { name: `deployment-${name}`, namespace: name },
}));

/** As webhook/adapters/cluster/api.ts makes a fault of what the API server answered. */
async function told(status: number, message: (name: string, namespace: string) => string) {
  const api: Api = {
    ask({ path }: Ask) {
      const [, namespace = '', name = ''] =
        /namespaces\/([^/]+)\/gpuprofiles\/([^/]+)/.exec(path) ?? [];
      const says = message(name, namespace);
      throw new ApiFault(
        status,
        `PATCH ${path} was answered ${status} ${says.slice(0, 256)}`,
        says,
      );
    },
  };
  const { refused } = await applied(api, ten, { tries: 1, backOffMs: 1 });
  return refusedLines(refused);
}

const FIRST = `not written: ${names
  .slice(0, 8)
  .map((name) => `${name}/deployment-${name}`)
  .join(', ')} and 2 more: `;

test('in a cluster without the CRDs, where to have them from', async () => {
  expect(await told(404, () => '')).toEqual([
    `${FIRST}Tranche's CRDs are not installed in this cluster: manifests/README.md says how they are`,
  ]);
});

test('without the right to write them, which rights it takes', async () => {
  const [line = '', ...others] = await told(
    403,
    (name, namespace) =>
      `gpuprofiles.tranche.dev "${name}" is forbidden: User "jane" cannot patch resource "gpuprofiles" in API group "tranche.dev" in the namespace "${namespace}"`,
  );
  expect(others).toEqual([]);
  expect(line).toContain(
    `${FIRST}User "jane" cannot patch resource "gpuprofiles" in API group "tranche.dev": it takes`,
  );
  expect(line).toMatch(/measure on gpuprofiles in the whole cluster \(manifests\/README\.md/);
});

test('by a policy, all that it says, to its last word', async () => {
  const says = `ValidatingAdmissionPolicy 'tranche-profiles' with binding 'tranche-profiles' denied request: ${'who may. '.repeat(30)}ask the platform for the verb measure`;
  const lines = await told(
    403,
    (name) => `gpuprofiles.tranche.dev "${name}" is forbidden: ${says}`,
  );
  expect(lines).toEqual([`${FIRST}${says}`]);
});

test('for causes of their own, each with its own', async () => {
  const lines = await told(422, (name) => `GpuProfile "${name}" is invalid`);
  expect(lines).toHaveLength(10);
  expect(lines[0]).toBe('not written: a/deployment-a: GpuProfile "deployment-a" is invalid');
});
