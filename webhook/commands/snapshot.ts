/**
 * `tranche snapshot`: a cluster as a World in one file, which `explain`, `replay`, `test` and `lint`
 * decide in without the cluster. It reads with the rights of whoever asks, and writes nowhere but
 * to that file, or to the ConfigMap that it was told to.
 */
import { renderFaults, sentenceOf } from '../policy/render.ts';
import { isRecord, textIn } from '../adapters/raw.ts';
import type { Api } from '../adapters/cluster/api.ts';
import { inForceOf, madeFrom } from '../adapters/policy-store.ts';
import { readFiles } from '../adapters/read-files.ts';
import { faultText } from '../adapters/tell.ts';
import { policyObjects } from '../adapters/snapshot/policy-object.ts';
import { countsOf, snapshotText, type Header } from '../adapters/snapshot/text.ts';
import { compileApart } from '../policy/apart.ts';
import type { Document, Fault } from '../policy/documents.ts';
import { readObject } from '../policy/read.ts';
import { connected, type Asking } from './asking/connected.ts';
import type { Server } from './asking/server.ts';
import { shipped } from './paths.ts';
import { packed, publish, titleOf, type Place } from './snapshot/config-map.ts';
import { filesOf, type Files } from './snapshot/files.ts';
import { look, type Look } from './snapshot/look.ts';
import { ownFile } from './snapshot/own-file.ts';
import { toldOf } from './snapshot/told.ts';
import { failed } from './terminal.ts';

export interface SnapshotOptions extends Asking {
  /** File to write to, or `-`. */
  readonly output: string;
  /** In place of a file. */
  readonly configMap?: Place;
  /** What the snapshot calls the cluster; absent: as the kubeconfig does. */
  readonly cluster?: string;
  readonly policies: readonly string[];
  readonly teams: readonly string[];
  readonly dra: boolean;
  readonly version: string;
}

export async function run(options: SnapshotOptions): Promise<void> {
  try {
    await made(options);
  } catch (fault) {
    // A connection that was refused says so only in its cause.
    const says = fault instanceof Error && !(fault instanceof TypeError);
    failed(`tranche: ${says ? fault.message : faultText(fault)}`);
  }
}

async function made(options: SnapshotOptions): Promise<void> {
  const { policies, teams, dra, version, ...asking } = options;
  const { api, server, cluster: inConfig } = await connected(asking);
  const { cluster = inConfig } = options;
  const files = await filesOf(api, asking.trancheNamespace, policies);
  if (files.faults.length > 0)
    return failed(renderFaults(files.faults, (file) => files.texts.get(file)));
  const readAt = new Date().toISOString();
  const serverVersion = await versionOf(api);
  const seen = await look({ api, policies: files.documents, teams, dra });
  const parted = compileApart([...known(), ...seen.documents]);
  const compiled = madeFrom(parted.compiled, parted.believed);
  if (!compiled.ok) return failed(renderFaults(compiled.faults, (file) => files.texts.get(file)));

  const believed = new Set(parted.believed);
  const own = seen.documents.filter((one) => believed.has(one));
  const objects = policyObjects(own, seen.hiding);
  const { gathered } = seen;
  const { lacks, note } = ofFiles(files, seen);
  const missing = [
    ...lacks,
    ...seen.missing,
    ...unreadable([...seen.faults, ...parted.apart], teams.length > 0),
    ...withheld(gathered.withheld),
    ...(await elsewhere(server, compiled.inForce.set.hash)),
  ];
  const header: Header = {
    version,
    readAt,
    ...(cluster === '' ? {} : { cluster }),
    ...(serverVersion === '' ? {} : { serverVersion }),
    policyHash: teams.length === 0 ? compiled.inForce.set.hash : hashOf(objects),
    counts: {
      ...countsOf([...objects, ...gathered.objects]),
      podsFolded: gathered.folded,
      nodesPassedOver: gathered.passedOver,
    },
    ...(teams.length === 0 ? {} : { teams }),
    missing,
  };
  const text = snapshotText(header, { policies: objects, objects: gathered.objects });
  const place = await put(api, options, header, text);
  process.stderr.write(toldOf(header, text, place) + note);
  process.exitCode = missing.length === 0 ? 0 : 1;
}

const BARE =
  'tranche: Tranche is not installed there, so there are no policies in it but those that --policies names\n';

/** Where nothing is installed nobody misses what a server would read. */
const ofFiles = ({ absent, missing }: Files, { installed }: Look) =>
  absent && !installed ? { lacks: [], note: BARE } : { lacks: missing, note: '' };

const known = (): readonly Document[] => readFiles(shipped).documents;

async function versionOf(api: Api): Promise<string> {
  return textIn(await api.ask({ path: '/version' }), 'gitVersion');
}

/** Of those that are shown; the others are in no World that is made of the file. */
function hashOf(objects: Look['gathered']['objects']): string {
  const read = objects.flatMap((object) => readObject('snapshot', object).documents);
  const shown = inForceOf([...known(), ...read]);
  return shown.ok ? shown.inForce.set.hash : 'none';
}

/** Whose a faulty object is hangs on what cannot be read, so for some teams' eyes it has no name. */
const unreadable = (faults: readonly Fault[], hidden: boolean): string[] =>
  hidden
    ? faults.slice(0, 1).map(() => `objects with faults: ${faults.length}, of whichever team`)
    : faults.map((fault) => `${fault.file}: ${sentenceOf(fault)}`);

const withheld = (pods: number): string[] =>
  pods === 0
    ? []
    : [
        `revisions of ${pods} ${pods === 1 ? 'pod' : 'pods'}: told by words of commands or variables that are not kept`,
      ];

/** A server may have read files that are not in the cluster; where it can be asked, it is. */
async function elsewhere(server: Server, hash: string): Promise<string[]> {
  const status = await server.status();
  const set = status.ok ? status.value['set'] : undefined;
  const inForce = isRecord(set) ? textIn(set, 'hash') : '';
  return inForce === '' || inForce === hash
    ? []
    : [
        `policies: the server has set ${inForce} in force, and these make ${hash}; what it reads from files is given by --policies`,
      ];
}

/** Where it is now. */
async function put(
  api: Api,
  { output, configMap }: SnapshotOptions,
  header: Header,
  text: string,
): Promise<string> {
  if (configMap === undefined) {
    written(output, text);
    return output;
  }
  const bytes = await publish(api, configMap, header, text);
  return `${titleOf(configMap)}, compressed to ${bytes} bytes`;
}

function written(output: string, text: string): void {
  if (output === '-') {
    process.stdout.write(text);
    return;
  }
  try {
    ownFile(output, output.endsWith('.gz') ? packed(text) : text);
  } catch (error) {
    throw new Error(`cannot write -o ${output}: ${faultText(error)}`, { cause: error });
  }
}
