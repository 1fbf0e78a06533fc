import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root, tranche } from './ran.ts';

describe('the command line', () => {
  test('says its version and the Node it runs on', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    expect(tranche(['--version']).stdout).toBe(`${version} (Node ${process.versions.node})\n`);
  });

  test.each([
    'serve',
    'explain',
    'test',
    'init',
    'lint',
    'replay',
    'export',
    'demo',
    'policies',
    'profile',
    'scan',
    'completion',
  ])('helps with %s', (command) => {
    const { status, stdout } = tranche([command, '--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Usage: tranche /);
  });

  test.each([
    'serve',
    'explain',
    'test',
    'init',
    'lint',
    'replay',
    'export',
    'policies',
    'profile',
    'scan',
    'completion',
  ])('shows examples of %s', (command) => {
    expect(tranche([command, '--help']).stdout).toMatch(/Examples?:\n {2}\$ /);
  });

  test('answers a misspelt command with the nearest one, and 2', () => {
    const { status, stderr } = tranche(['explian']);
    expect(status).toBe(2);
    expect(stderr).toContain('Did you mean explain?');
  });

  test.each([
    ['explain', '--nope'],
    ['serve', '--nope'],
  ])('%s %s: tells the unknown option, and where the known ones are listed', (command, option) => {
    const { status, stderr } = tranche([command, option]);
    expect(status).toBe(2);
    expect(stderr).toBe(
      `error: unknown option '--nope'\n(tranche ${command} --help lists its options)\n`,
    );
  });

  test('explain of what is in a cluster takes nothing that is for manifests', () => {
    const { status, stderr } = tranche(['explain', 'pod/x', '--world', 'w']);
    expect(status).toBe(2);
    expect(stderr).toContain("option '--world' is for manifests, and 'pod/x' is in a cluster");
  });

  test('explain of a cluster that does not answer says so, and names its kubeconfig where there is none', () => {
    const { status, stderr } = tranche(['explain', 'pod/x', '--kubeconfig', 'no-such-file']);
    expect(status).toBe(2);
    expect(stderr).toContain('cannot read the kubeconfig no-such-file: no such file');
  });

  test.each([['explain', 'pod/x'], ['status']])(
    '%s of a cluster says so where nothing names one',
    (...words) => {
      const nowhere = { HOME: '/nonexistent', KUBECONFIG: '', POD_IP: '' };
      const { status, stderr } = tranche(words, '', nowhere);
      expect(status).toBe(2);
      expect(stderr).toContain('there is no kubeconfig: neither --kubeconfig nor KUBECONFIG');
    },
  );

  test('status asks at an admin port, or through the API server, and not both', () => {
    const words = ['status', '--server', 'http://127.0.0.1:9', '--tranche-namespace', 'gpu'];
    const { status, stderr } = tranche(words);
    expect(status).toBe(2);
    expect(stderr).toContain(
      "option '--server' asks at an admin port, and '--tranche-namespace' is for asking through the API server",
    );
  });

  test.each([['status'], ['policies', 'history']])(
    '%s in the pod of a server asks that server, at the address it listens on',
    (...words) => {
      const { status, stderr } = tranche(words, '', { POD_IP: '::1', KUBECONFIG: 'no-such-file' });
      expect(status).toBe(2);
      expect(stderr).toContain('nobody answers at http://[::1]:8080/');
    },
  );

  test('explain of a file without -f says what was meant', () => {
    const { status, stderr } = tranche(['explain', 'pod.yaml']);
    expect(status).toBe(2);
    expect(stderr).toBe(
      "error: 'pod.yaml' stands alone (Did you mean -f pod.yaml?)\n(tranche explain --help lists its options)\n",
    );
  });

  test('and of a workload without its kind, too', () => {
    expect(tranche(['explain', 'whisper']).stderr).toContain(
      "error: 'whisper' stands alone (Did you mean deploy/whisper?)",
    );
  });

  test('help with policies promises comments of files alone, and says what objects come back as', () => {
    const said = tranche(['policies', '--help']).stdout.replaceAll(/\s+/g, ' ');
    expect(said).toContain(
      'Documents of files come back as they were written, with their comments;',
    );
    expect(said).toMatch(
      /kubectl apply wrote, as they were applied; .*server-side apply.*as the API server stores them/,
    );
  });

  test('help with a command says what it takes, and with none that there is none', () => {
    expect(tranche(['help', 'explain'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Usage: tranche explain'),
    });
    const { status, stderr } = tranche(['help', 'explian']);
    expect(status).toBe(2);
    expect(stderr).toContain("there is no command 'explian' to help with (Did you mean explain?)");
  });

  test('help with a command of a command says what that one takes', () => {
    expect(tranche(['help', 'snapshot', 'diff'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Usage: tranche snapshot diff'),
    });
    expect(tranche(['help', 'snapshot', 'dif'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("'dif' to help with (Did you mean diff?)"),
    });
    expect(tranche(['help', 'scan', 'all'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("'all' to help with (it has none of its own)"),
    });
  });

  test.each(['scan', 'profile'])(
    '%s names an option that is mistyped before one that is missing',
    (command) => {
      expect(tranche([command, '--promethus', 'x']).stderr).toContain(
        "unknown option '--promethus'\n(Did you mean --prometheus?)",
      );
      expect(tranche([command])).toMatchObject({
        status: 2,
        stderr: expect.stringContaining("required option '--prometheus <url>' not specified"),
      });
    },
  );

  test('tells a Node that is too old for it, before anything fails', () => {
    const older = `import zlib from 'node:zlib';
      import { syncBuiltinESMExports } from 'node:module';
      Object.defineProperty(zlib, 'createZstdDecompress', { value: undefined });
      syncBuiltinESMExports();`;
    const env = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(older)}` };
    expect(tranche(['serve'], '', env)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/^tranche needs Node 22\.15 or newer, this is .*; npx tranche/),
    });
  });

  test.each([
    ['demo', 0],
    ['explain -f policies/sample/workloads', 1],
  ])(
    '%s ends quietly when nobody reads on, with its own exit status',
    (words, wanted) => {
      const script = `"$0" dist/cli.js ${words} | true; exit "\${PIPESTATUS[0]}"`;
      const { status, stderr } = spawnSync('bash', ['-c', script, process.execPath], {
        cwd: root,
        encoding: 'utf8',
        timeout: 60_000,
      });
      expect(stderr.replace(/^tranche: no --world.*\n/, '')).toBe('');
      expect(status).toBe(wanted);
    },
    70_000,
  );

  test('refuses a port that is none', () => {
    const { status, stderr } = tranche(['serve', '--secure-port', '70000']);
    expect(status).toBe(2);
    expect(stderr).toContain('A port is a whole number from 0 to 65535.');
  });
});

/** What bash would offer for the last of these words. */
function completed(words: readonly string[]): string {
  const script = `${tranche(['completion', 'bash']).stdout}
    COMP_WORDS=(tranche ${words.map((word) => `"${word}"`).join(' ')})
    COMP_CWORD=${words.length}; _tranche; echo "\${COMPREPLY[*]}"`;
  return spawnSync('bash', ['-c', script], { encoding: 'utf8', cwd: root }).stdout.trim();
}

describe('completion', () => {
  test.each(['bash', 'zsh', 'fish'])('for %s names every command', (shell) => {
    const { stdout } = tranche(['completion', shell]);
    for (const command of [
      'serve',
      'explain',
      'test',
      'init',
      'lint',
      'replay',
      'export',
      'demo',
      'policies',
      'completion',
    ])
      expect(stdout).toContain(command);
  });

  test('for bash completes a command and an option', () => {
    expect(completed(['expl'])).toBe('explain');
    expect(completed(['exp'])).toBe('explain export');
    expect(completed(['serve', '--adm'])).toBe('--admin-port');
  });

  test.each([
    [['explain', '-o', ''], 'text json yaml patch'],
    [['explain', '--output', 'j'], 'json'],
    [['completion', 'f'], 'fish'],
    [['export', 'v'], 'vap'],
    [['lint', 'package.j'], 'package.json'],
    [['policies', 'r'], 'rollback'],
    [['explain', '-f', 'package.j'], 'package.json'],
    [['serve', '--namespace', ''], ''],
    [['explain', '-w'], '-w'],
    [['help', 'se'], 'serve'],
    [['test', '--cov'], '--coverage'],
    [['test', '-o', 'j'], 'junit json'],
    [['test', 'policies/packs/st'], 'policies/packs/starter'],
    [['init', 'manif'], 'manifests'],
  ])('for bash after %j offers %j', (words, offered) => {
    expect(completed(words)).toBe(offered);
  });
});
