/**
 * Where a server's time goes: it runs under `--cpu-prof` while it is asked as fast as it can, and
 * what the sampler saw is told by folder, file and function.
 *
 *     npx node webhook/bench/profile.ts [--of ours|bare] [--new] [--seconds 10] [--lines 40]
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { SourceMap, type SourceMapping } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { FLAT_OUT_CONNECTIONS } from './https.ts';
import { startGenerator } from './load/hand.ts';
import { twoCores } from './proc.ts';
import { endWithUs, type Start } from './processes.ts';
import { identity, program, startBare, startOurs } from './servers.ts';
import { selfTimes, type CpuProfile, type Frame, type Place, type SelfTime } from './self-time.ts';

const WARM_SECONDS = 5;
const root = fileURLToPath(new URL('../../', import.meta.url));

const { values } = parseArgs({
  options: {
    of: { type: 'string', default: 'ours' },
    new: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '10' },
    lines: { type: 'string', default: '40' },
  },
});

endWithUs();
const folder = mkdtempSync(join(tmpdir(), 'tranche-profile-'));
try {
  const each = await profiled(Number(values.seconds));
  const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
  // V8 wrote it a moment ago, at our request.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const profile = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile;
  const { rooms, files, functions } = selfTimes(profile, Number(values.seconds), placesOf());
  for (const times of [rooms, files, functions]) process.stdout.write(listed(times, each));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function listed(times: readonly SelfTime[], each: number): string {
  const lines = times.slice(0, Number(values.lines)).map(({ name, share }) => {
    const percent = (share * 100).toFixed(1).padStart(5);
    return `${percent} %  ${(share * each).toFixed(1).padStart(6)} us  ${name}\n`;
  });
  return `\n${lines.join('')}`;
}

/** Gives the CPU time of a review, in microseconds. */
async function profiled(seconds: number): Promise<number> {
  const cores = twoCores();
  const us = await identity();
  const generator = startGenerator(cores === 'fewer' ? 'any' : cores.generator);
  const start: Start = {
    flags: ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=500'],
    core: cores === 'fewer' ? 'any' : cores.server,
    // It writes its profile at an end of its own.
    signal: 'SIGTERM',
  };
  const server =
    values.of === 'bare'
      ? await startBare(us, start)
      : await startOurs(us, { ...start, program: program('bundle') });
  try {
    const { target } = server;
    const pods = values.new ? ('new' as const) : ('again' as const);
    const order = { target, connections: FLAT_OUT_CONNECTIONS, pods };
    await generator.flatOut({ ...order, seconds: WARM_SECONDS });
    const measured = await generator.flatOut({ ...order, seconds });
    const { answered, failed, fault, cpuMicroseconds } = measured;
    if (failed > 0) throw new Error(fault);
    const each = cpuMicroseconds / answered;
    process.stdout.write(`${answered} reviews, ${each.toFixed(0)} us each, sampler included\n`);
    return each;
  } finally {
    await server.stop();
    await generator.stop();
    us.remove();
  }
}

/** From a place in the bundle to the file that was bundled. */
function placesOf(): (frame: Frame) => Place {
  const maps = new Map<string, SourceMap | 'none'>();
  const mapOf = (url: string): SourceMap | 'none' => {
    const known = maps.get(url);
    if (known !== undefined) return known;
    const map = readMap(url);
    maps.set(url, map);
    return map;
  };
  return ({ url, lineNumber, columnNumber }) => {
    if (!url.startsWith('file:')) return { file: url === '' ? 'native' : url, line: '' };
    const map = mapOf(url);
    const found = map === 'none' ? undefined : entryAt(map, lineNumber, columnNumber);
    if (found === undefined) return { file: relative(root, fileURLToPath(url)), line: '' };
    const source = fileURLToPath(new URL(found.originalSource, url));
    return { file: relative(root, source), line: `:${found.originalLine + 1}` };
  };
}

/** Where nothing was mapped it gives an empty object. */
function entryAt(map: SourceMap, line: number, column: number): SourceMapping | undefined {
  const found = map.findEntry(line, column);
  return isMapping(found) ? found : undefined;
}

function isMapping(found: object): found is SourceMapping {
  return 'originalSource' in found;
}

function readMap(url: string): SourceMap | 'none' {
  try {
    return new SourceMap(JSON.parse(readFileSync(fileURLToPath(`${url}.map`), 'utf8')));
  } catch {
    return 'none';
  }
}
