import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Report } from '../review/report.ts';
import { tranche } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-review-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const workload = (name: string): string => `policies/sample/workloads/${name}.yaml`;
const file = (name: string, text: string, encoding: BufferEncoding = 'utf8'): string => {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text, encoding);
  return path;
};

const report = (...args: readonly string[]): Report => {
  const { stdout, stderr } = tranche(['review', '-o', 'json', ...args]);
  if (stdout === '') throw new Error(stderr);
  const read: Report = JSON.parse(stdout);
  return read;
};

describe('what it ends with', () => {
  test('0 where nothing that counts is found, though notes are', () => {
    const { status, stdout, stderr } = tranche(['review', workload('14-short-evidence')]);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^judged before the embedded sample, not your cluster: /);
    expect(stdout).toContain('kept whole  nvidia.com/gpu: 1');
    expect(stdout).toContain('1 object, 1 pod: 1 note\n');
  });

  test('1 where a guardrail refuses, with the line that asks', () => {
    const { status, stdout } = tranche(['review', workload('17-unknown-slice')]);
    expect(status).toBe(1);
    expect(stdout).toContain(`${workload('17-unknown-slice')}:14:19: error guard/unknown-resource`);
  });

  test('0 where only what others use just now refuses, and 1 where that is to count', () => {
    const words = ['review', workload('11-over-quota')];
    expect(tranche(words).status).toBe(0);
    expect(tranche(words).stdout).toContain('1 error (1 of today)');
    expect(tranche([...words, '--fail-on-today']).status).toBe(1);
  });

  test('1 for a note where notes are to count, and 0 for an error where nothing is', () => {
    expect(tranche(['review', workload('14-short-evidence'), '--fail-on', 'note']).status).toBe(1);
    expect(tranche(['review', workload('17-unknown-slice'), '--fail-on', 'none']).status).toBe(0);
  });
});

interface Slip {
  readonly name: string;
  readonly text: string;
  readonly encoding?: BufferEncoding;
  readonly line: number;
  readonly says: string;
}

describe('what cannot be read is told with its place, and all else is reviewed', () => {
  const table: Slip[] = [
    {
      name: 'broken.yaml',
      text: 'kind: Pod\nmetadata: {name: x\n',
      line: 3,
      says: 'is broken YAML: a { is not closed',
    },
    {
      name: 'template.yaml',
      text: 'kind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n  {{- with .Values }}\n  {{- end }}\n',
      line: 3,
      says: 'is a Helm template that is not rendered',
    },
    { name: 'values.yaml', text: '# of a chart\nimage: x\n', line: 2, says: 'it has no kind' },
    {
      name: 'twice.yaml',
      text: 'kind: Pod\nkind: Pod\n',
      line: 2,
      says: 'kind is written twice in one map, first 1 line above',
    },
    {
      name: 'bomb.yaml',
      text: `kind: Pod\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c]\n`,
      line: 1,
      says: 'repeats its anchors',
    },
    {
      name: 'text-in-place-of-yaml.yaml',
      text: '# Deploying\n\nSome steps: first\n- helm\n\n```\nhelm install\n```\n',
      line: 4,
      says: 'is broken YAML: this line is neither a key with a colon nor an item of a list',
    },
    {
      name: 'powershell.yaml',
      text: '\ufeffkind: Pod\r\n',
      encoding: 'utf16le',
      line: 0,
      says: 'it is UTF-16, and manifests are UTF-8',
    },
    { name: 'picture.yaml', text: 'PNG\0\0', line: 0, says: 'it is no text' },
    {
      name: 'second.yaml',
      text: 'kind: ConfigMap\n---\n# fine so far\nkind: [\n---\nkind: Secret\n',
      line: 5,
      says: 'is broken YAML: a [ is not closed',
    },
  ];

  test.each(table)('$name', ({ name, text, encoding, line, says }) => {
    const bad = file(name, text, encoding);
    const { unread, reviewed, conclusion } = report(bad, workload('01-whisper'));
    expect(unread).toMatchObject([{ file: bad, line }]);
    expect(unread[0]?.says).toContain(says);
    expect(reviewed.map(({ subject }) => subject.name)).toEqual(['whisper']);
    expect(conclusion.exit).toBe(2);
  });

  test('a path that is not there, and a file too large to be one', () => {
    const large = file('large.yaml', '');
    truncateSync(large, 101 * 1024 * 1024);
    const { unread, reviewed } = report('nowhere.yaml', large, workload('01-whisper'));
    expect(unread.map(({ file: of, says }) => [of, says])).toEqual([
      ['nowhere.yaml', 'cannot be read: no such file'],
      [large, 'cannot be read: it has more than 100 MiB'],
    ]);
    expect(reviewed).toHaveLength(1);
  });
});

describe('where manifests come from', () => {
  test('a folder to its depths, each file once, and no link that leads in a circle', () => {
    const deep = join(folder, 'deep');
    const text = readFileSync(workload('01-whisper'), 'utf8');
    file('deep/a/b/whisper.yaml', text);
    file('deep/.git/other.yaml', text);
    file('deep/a/readme.md', 'no manifest');
    symlinkSync('..', join(deep, 'a', 'up'));
    symlinkSync('whisper.yaml', join(deep, 'a', 'b', 'again.yaml'));
    const { reviewed, unread } = report(deep);
    expect(unread).toEqual([]);
    expect(reviewed.map(({ at }) => at.file)).toEqual([join(deep, 'a/b/again.yaml')]);
  });

  test('a pattern that the shell has left alone', () => {
    const { reviewed } = report('policies/sample/workloads/0[12]-*.yaml');
    expect(reviewed.map(({ subject }) => subject.name)).toEqual(['whisper', 'diarizer']);
  });

  test('stdin, by the name it is given, with lines of the whole stream and the chart that rendered it', () => {
    const text = `---\n# Source: speech/templates/cm.yaml\nkind: ConfigMap\n---\n# Source: speech/templates/probe.yaml\n${readFileSync(workload('17-unknown-slice'), 'utf8')}`;
    const { status, stdout } = tranche(
      ['review', '-', '--stdin-filename', 'out.yaml', '-o', 'json'],
      text,
    );
    const { findings, without }: Report = JSON.parse(stdout);
    expect(status).toBe(1);
    expect(without).toEqual([{ kind: 'ConfigMap', objects: 1 }]);
    expect(findings[0]?.at).toMatchObject({
      file: 'out.yaml',
      line: 19,
      renderedFrom: 'speech/templates/probe.yaml',
    });
  });
});

describe('what it writes', () => {
  test('several reports at once, whole, and nothing beside them', () => {
    const out = join(folder, 'out');
    mkdirSync(out);
    const { stdout, stderr } = tranche([
      'review',
      workload('17-unknown-slice'),
      '-o',
      `json=${join(out, 'r.json')},yaml=${join(out, 'r.yaml')}`,
    ]);
    expect(stdout).toBe('');
    expect(stderr).toContain('1 object, 1 pod: 1 error');
    expect(readdirSync(out).toSorted()).toEqual(['r.json', 'r.yaml']);
    expect(JSON.parse(readFileSync(join(out, 'r.json'), 'utf8'))).toHaveProperty(
      'conclusion.exit',
      1,
    );
  });

  test('no report at all where one of them has no place, nor a half of one', () => {
    const half = join(folder, 'half');
    mkdirSync(half);
    const { status, stderr } = tranche([
      'review',
      workload('01-whisper'),
      '-o',
      `json=${join(half, 'r.json')},yaml=${join(half, 'not', 'here.yaml')}`,
    ]);
    expect(status).toBe(2);
    expect(stderr).toContain(
      `cannot write ${join(half, 'not', 'here.yaml')}: there is no folder ${join(half, 'not')}`,
    );
    expect(readdirSync(half)).toEqual([]);
  });

  test.each([
    ['xml', "-o knows no format 'xml'; it knows text, json"],
    ['text,json', '-o asks for text and json on stdout, which has room for one'],
    ['json=', 'names no file'],
    ['json=a,yaml=a', 'a would be written twice'],
    ['json=./a,yaml=a', 'a would be written twice'],
  ])('-o %s is refused in a sentence, before anything is read', (format, says) => {
    const { status, stdout, stderr } = tranche(['review', 'nowhere', '-o', format]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(says);
  });

  test('colours only where they are asked for', () => {
    const words = ['review', workload('01-whisper')];
    expect(tranche(words).stdout).not.toContain('\u001b[');
    expect(tranche([...words, '--color', 'always']).stdout).toContain('\u001b[32m');
  });

  test('a reader who has seen enough changes nothing of the exit status', () => {
    const words = 'review policies/sample/workloads -o json';
    const line = `set -o pipefail; "${process.execPath}" dist/cli.js ${words} | true`;
    const { status, stderr } = spawnSync('bash', ['-c', line], { encoding: 'utf8' });
    expect(stderr).not.toContain('EPIPE');
    expect(status).toBe(1);
  });

  test('the same bytes from run to run', () => {
    const words = ['review', 'policies/sample/workloads', '-o', 'json'];
    expect(tranche(words).stdout).toBe(tranche(words).stdout);
  });
});
