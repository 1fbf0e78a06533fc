import { expect, test } from '@jest/globals';
import { colours } from './colour.ts';
import { diffText } from './set-diff.ts';

const side = (hash: string, yaml: string) => ({ from: `${hash} quotas.yaml`, yaml });

const edits = [
  { title: 'GpuQuota gone', before: side('aaa', 'a: 1\n') },
  { title: 'GpuQuota new', after: side('bbb', 'a: 1\nb: 2\n') },
  {
    title: 'GpuQuota other',
    before: side('aaa', 'a: 1\nb: 2\n'),
    after: side('bbb', 'a: 1\nb: 3\n'),
  },
];

test('what is gone, new and other is said as diff(1) says it', () => {
  expect(`\n${diffText(edits, colours(false))}`).toBe(`
--- GpuQuota gone (aaa quotas.yaml)
+++ /dev/null
@@ -1,1 +0,0 @@
-a: 1
--- /dev/null
+++ GpuQuota new (bbb quotas.yaml)
@@ -0,0 +1,2 @@
+a: 1
+b: 2
--- GpuQuota other (aaa quotas.yaml)
+++ GpuQuota other (bbb quotas.yaml)
@@ -1,2 +1,2 @@
 a: 1
-b: 2
+b: 3
`);
  expect(diffText([], colours(false))).toBe('');
});

test('paint says the same, and no document obeys the terminal', () => {
  const painted = diffText(edits, colours(true));
  expect(painted).toContain('\u001b[32m+b: 3');
  expect(painted).toContain('\u001b[31m-b: 2');
  // oxlint-disable-next-line no-control-regex
  expect(painted.replaceAll(/\u001b\[\d+m/g, '')).toBe(diffText(edits, colours(false)));
  const forged = [{ title: 'GpuQuota x\u001b[2J', after: side('b\u001b[2J', 'a: \u001b[2J\n') }];
  expect(diffText(forged, colours(false))).not.toContain('\u001b');
});
