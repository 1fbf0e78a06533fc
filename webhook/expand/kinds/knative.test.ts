import { expect, test } from '@jest/globals';
import { expand } from '../expand.ts';
import { member } from '../raw.ts';

test('a pod of a Knative Service has nothing of what its revision says of requests', () => {
  const [made] = expand(
    {
      apiVersion: 'serving.knative.dev/v1',
      kind: 'Service',
      metadata: { name: 'captioner', namespace: 'vision' },
      spec: {
        template: {
          spec: {
            containerConcurrency: 4,
            timeoutSeconds: 300,
            idleTimeoutSeconds: 60,
            responseStartTimeoutSeconds: 30,
            enableServiceLinks: false,
            containers: [{ image: 'captioner' }],
          },
        },
      },
    },
    { namespace: 'default', minute: 0, most: 1, waking: true },
  );
  const { containers, enableServiceLinks, ...rest } = member(made?.pods[0], 'spec');
  expect(containers).toMatchObject([{ name: 'user-container', image: 'captioner' }]);
  expect(enableServiceLinks).toBe(false);
  expect(Object.keys(rest).filter((key) => /oncurrency|Timeout|timeoutSeconds/.test(key))).toEqual(
    [],
  );
});
