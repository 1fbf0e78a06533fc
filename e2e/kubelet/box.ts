/**
 * A container's view of the file system, from a mount namespace instead of an engine.
 *
 * The process gets a root of its own: the host's programs and libraries read-only, /app as the
 * image has it, and the pod's volumes at their mountPaths, so paths in arguments are truly the
 * paths of the rendered chart. Where the kernel does not let us (no root, no user namespaces),
 * mountPaths are replaced in arguments and environment instead, which is said once.
 *
 * Not emulated: the user id (the process keeps ours), capabilities, cgroups, process and network
 * namespaces. SIGTERM without a handler therefore ends the process, where the first process of a
 * real container would ignore it until its grace period is over.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

import { imageFiles, repository, workingDir } from './image.ts';

export interface Mount {
  readonly from: string;
  readonly to: string;
  readonly readOnly: boolean;
}

export interface Boxed {
  readonly command: readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
}

export interface Box {
  readonly mounts: readonly Mount[];
  readonly readOnlyRoot: boolean;
  readonly cwd?: string | undefined;
  /** An empty folder of ours, where the new root is put together. */
  readonly root: string;
}

type Means = readonly string[] | 'none';

/** Where this machine keeps node, programs and libraries; /etc only as far as TLS and names go. */
const hostFolders = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/usr', '/nix', '/dev', '/proc'];
const hostFiles = ['passwd', 'group', 'hosts', 'resolv.conf', 'nsswitch.conf', 'ld.so.cache']
  .concat('ssl', 'pki', 'ca-certificates', 'alternatives', 'localtime')
  .map((name) => `/etc/${name}`);

/** Where distroless images have it; under /usr it could not be placed. */
const NODE = '/nodejs/bin/node';
const PATH = '/nodejs/bin:/usr/local/bin:/usr/bin:/bin';

let means: Means | undefined;

export function boxed(words: readonly string[], env: NodeJS.ProcessEnv, box: Box): Boxed {
  means ??= howToMount();
  return means === 'none' ? substituted(words, env, box) : mounted(means, words, env, box);
}

function howToMount(): Means {
  const root = ['unshare', '--mount'];
  const user = ['unshare', '--user', '--map-root-user', '--mount'];
  for (const [file = '', ...args] of [root, user])
    if (spawnSync(file, [...args, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0)
      return [file, ...args];
  process.stderr.write('no mount namespaces here: mountPaths are replaced in args and env\n');
  return 'none';
}

function mounted(
  [unshare = '', ...flags]: readonly string[],
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  { mounts, readOnlyRoot, cwd = workingDir, root }: Box,
): Boxed {
  mkdirSync(root, { recursive: true });
  const binds = [...ofTheHost(), ...ofTheImage(), ...mounts];
  const fault = mounts.find(({ to }) => hostFolders.some((folder) => to.startsWith(`${folder}/`)));
  if (fault)
    throw new Error(`this kubelet cannot mount at ${fault.to}, inside the host's programs`);
  const script = [
    'set -e; OURS=$PATH; PATH=/usr/sbin:/usr/bin:/sbin:/bin',
    // With the host's own mounts still shared, ours would appear on the machine.
    'mount --make-rprivate / 2>/dev/null || true',
    `R=${quoted(root)}; mount -t tmpfs -o mode=755 tmpfs "$R"; mkdir -m 1777 "$R/tmp"`,
    ...hostLinks(),
    // Parents before children, so that /var/run/secrets/x can lie in a mounted /var/run.
    ...binds.toSorted((a, b) => depth(a.to) - depth(b.to)).map(bind),
    ...(readOnlyRoot ? ['mount -o remount,bind,ro "$R" 2>/dev/null || true'] : []),
    'C=$(command -v chroot); PATH=$OURS',
    `exec "$C" "$R" /bin/sh -c 'cd "$1" && shift && exec "$@"' sh "$@"`,
  ].join('\n');
  return {
    command: [unshare, ...flags, '/bin/sh', '-c', script, 'sh', cwd, ...words],
    env: { PATH, ...env },
  };
}

const depth = (path: string): number => path.split('/').length;

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A bind mount keeps the host's writability, and only a second call can take it away. */
function bind({ from, to, readOnly }: Mount): string {
  const target = `"$R"${quoted(to)}`;
  const place = statSync(from).isDirectory()
    ? `mkdir -p ${target}`
    : `mkdir -p "$R"${quoted(dirname(to))}; [ -e ${target} ] || : > ${target}`;
  const remount = `mount -o remount,bind,ro ${target} 2>/dev/null || true`;
  return `${place}; mount --rbind ${quoted(from)} ${target}${readOnly ? `; ${remount}` : ''}`;
}

function ofTheHost(): readonly Mount[] {
  return [...hostFolders.filter((path) => !isLink(path)), ...hostFiles]
    .filter((path) => existsSync(path))
    .map((path) => ({ from: path, to: path, readOnly: path !== '/dev' && path !== '/proc' }));
}

function ofTheImage(): readonly Mount[] {
  const files = imageFiles.filter(({ from }) => existsSync(from));
  return [...files, { from: process.execPath, to: NODE }].map((at) => ({ ...at, readOnly: true }));
}

/** On most systems /bin and /lib are links into /usr. */
const hostLinks = (): readonly string[] =>
  [`mkdir -p "$R"${workingDir}`].concat(
    hostFolders.filter(isLink).map((path) => `cp -P ${path} "$R"${path}`),
  );

const isLink = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;

function substituted(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  { mounts, cwd = workingDir }: Box,
): Boxed {
  const image = { from: repository, to: workingDir };
  const places = [...mounts, image].toSorted((a, b) => depth(b.to) - depth(a.to));
  const replace = (text: string): string =>
    places.reduce((now, { from, to }) => now.replaceAll(whole(to), () => from), text);
  const [file = '', ...args] = words;
  const command = file === 'node' ? process.execPath : replace(file);
  const entries = Object.entries(env).map(([name, value]) => [name, replace(value ?? '')]);
  return {
    command: ['env', '--chdir', replace(cwd), command, ...args.map(replace)],
    env: { PATH, ...Object.fromEntries(entries) },
  };
}

/** The path or what lies under it, and not another that begins alike. */
const whole = (path: string): RegExp =>
  new RegExp(`${path.replaceAll('.', '\\.')}(?![\\w.-])`, 'g');
