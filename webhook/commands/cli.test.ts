import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { root, tranche } from './ran.ts';

const folder = mkdtempSync(join(tmpdir(), 'tranche-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const workload = (name: string): string => `policies/sample/workloads/${name}.yaml`;
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('the command line', () => {
  test('says its version and the Node it runs on', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(tranche(['--version']).stdout).toBe(`${version} (Node ${process.versions.node})\n`);
  });

  test.each(['serve', 'explain', 'demo', 'completion'])('helps with %s', (command) => {
    const { status, stdout } = tranche([command, '--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Usage: tranche /);
  });

  test.each(['serve', 'explain', 'completion'])('shows examples of %s', (command) => {
    expect(tranche([command, '--help']).stdout).toMatch(/Examples?:\n {2}\$ /);
  });

  test('answers a misspelt command with the nearest one, and 2', () => {
    const { status, stderr } = tranche(['explian']);
    expect(status).toBe(2);
    expect(stderr).toContain('Did you mean explain?');
  });

  test('refuses a port that is none', () => {
    const { status, stderr } = tranche(['serve', '--secure-port', '70000']);
    expect(status).toBe(2);
    expect(stderr).toContain('A port is a whole number from 0 to 65535.');
  });
});

describe('completion', () => {
  test.each(['bash', 'zsh', 'fish'])('for %s names every command', (shell) => {
    const { stdout } = tranche(['completion', shell]);
    for (const command of ['serve', 'explain', 'demo', 'completion'])
      expect(stdout).toContain(command);
  });

  test('for bash completes a command and an option', () => {
    const script = `${tranche(['completion', 'bash']).stdout}
      COMP_WORDS=(tranche exp); COMP_CWORD=1; _tranche; echo "\${COMPREPLY[*]}"
      COMP_WORDS=(tranche serve --adm); COMP_CWORD=2; _tranche; echo "\${COMPREPLY[*]}"`;
    expect(spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stdout).toBe(
      'explain\n--admin-port\n',
    );
  });
});

describe('explain', () => {
  test('ends with 0 where all pods are admitted', () => {
    const { status, stdout } = tranche(['explain', '-f', workload('01-whisper')]);
    expect(status).toBe(0);
    expect(stdout).toContain('speech/Deployment/whisper  rewritten');
    expect(stdout).toContain('> H100-80GB nvidia.com/mig-1g.10gb');
  });

  test('ends with 1 where one is refused, and says why', () => {
    const { status, stdout } = tranche(['explain', '-f', workload('11-over-quota')]);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /refused, quota\/team: team vision asks for [\d.]+ GPU and uses [\d.]+ of its limit of [\d.]+/,
    );
  });

  test('ends with 2 where the manifest cannot be read, and names line and column', () => {
    const broken = file('broken.yaml', 'kind: Pod\nmetadata: {name: x\nspec:\n');
    const { status, stderr } = tranche(['explain', '-f', broken]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/broken\.yaml:\d+:\d+: /);
  });

  test('ends with 2 where there is no such file', () => {
    const { status, stderr } = tranche(['explain', '-f', join(folder, 'absent.yaml')]);
    expect(status).toBe(2);
    expect(stderr).toContain('cannot read');
  });

  test('ends with 2 where nothing makes a pod', () => {
    const service = file('service.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: x}\n');
    expect(tranche(['explain', '-f', service])).toMatchObject({ status: 2, stdout: '' });
  });

  test('reads stdin and prints Decisions as JSON', () => {
    const text = readFileSync(join(root, workload('05-notebook-ada')), 'utf8');
    const { status, stdout } = tranche(['explain', '-f', '-', '-o', 'json'], text);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      {
        proposed: { verdict: 'rewrite', class: 'notebook', because: { rule: 'fit/time-slice' } },
        judged: { verdict: 'leave' },
      },
    ]);
  });

  test('colours nothing that is not a terminal', () => {
    // oxlint-disable-next-line no-control-regex
    expect(tranche(['explain', '-f', workload('01-whisper')]).stdout).not.toMatch(/\u001b/);
  });

  test('tells all faults of a World at once, each with its place and a caret', () => {
    const world = file(
      'world.yaml',
      `apiVersion: tranche.dev/v1alpha1
kind: GpuPolicy
metadata: {name: one}
spec:
  mode: enforced
  sharing:
    headroom: 0.5
    laddder: {default: [mig]}
`,
    );
    const { status, stderr } = tranche(['explain', '-f', workload('01-whisper'), '--world', world]);
    expect(status).toBe(2);
    for (const place of ['world.yaml:5:9', 'world.yaml:7:15', 'world.yaml:8:5'])
      expect(stderr).toContain(place);
    expect(stderr).toContain('ladder');
    expect(stderr.match(/\^/g)?.length).toBeGreaterThanOrEqual(3);
  });
});

describe('serve', () => {
  test('says what is wrong with a missing certificate', () => {
    const { status, stderr } = tranche(['serve', '--tls-dir', join(folder, 'no-such-folder')]);
    expect(status).toBe(2);
    expect(stderr).toContain('no-such-folder');
  });
});
