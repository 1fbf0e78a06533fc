/**
 * A snapshot where pipelines can read it without a right to anything else of the cluster: in a
 * ConfigMap, compressed, since one holds a mebibyte and a cluster of some thousand GPU pods is ten.
 */
import { gzipSync } from 'node:zlib';
import { ApiFault, type Api } from '../../adapters/cluster/api.ts';
import type { Header } from '../../adapters/snapshot/text.ts';

export interface Place {
  readonly namespace: string;
  readonly name: string;
}

export const KEY = 'snapshot.yaml.gz';

/** Its own, so that nothing that anybody else has put there is taken away. */
const MANAGER = 'tranche-snapshot';
/** Of all that is in one, as the API server counts: what is in base64 by the bytes that it stands for. */
const ROOM = 1024 * 1024;

export const titleOf = ({ namespace, name }: Place): string =>
  `ConfigMap ${name} of namespace ${namespace}`;

/** How many bytes were put there. */
export async function publish(
  api: Api,
  place: Place,
  header: Header,
  text: string,
): Promise<number> {
  const { namespace, name } = place;
  const bytes = packed(text);
  if (bytes.length > ROOM) throw new Error(tooLarge(place, bytes.length, Buffer.byteLength(text)));
  const value = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels: LABELS, annotations: annotationsOf(header) },
    binaryData: { [KEY]: bytes.toString('base64') },
  };
  try {
    await api.ask({
      method: 'PATCH',
      path: `/api/v1/namespaces/${namespace}/configmaps/${name}`,
      query: { fieldManager: MANAGER, force: 'true' },
      body: { type: 'application/apply-patch+yaml', value },
    });
  } catch (fault) {
    if (!(fault instanceof ApiFault)) throw fault;
    throw new Error(`cannot write ${titleOf(place)}: ${fault.said || fault.message}`, {
      cause: fault,
    });
  }
  return bytes.length;
}

/** The same text is the same bytes. */
export const packed = (text: string): Buffer => gzipSync(text, { level: 9 });

const LABELS = { 'app.kubernetes.io/name': 'tranche', 'app.kubernetes.io/component': 'snapshot' };

/** What a pipeline may want to know before it reads. */
const annotationsOf = (header: Header): Record<string, string> => ({
  'tranche.dev/read-at': header.readAt,
  'tranche.dev/version': header.version,
  'tranche.dev/policies': header.policyHash,
  'tranche.dev/missing': String(header.missing.length),
  ...(header.cluster === undefined ? {} : { 'tranche.dev/cluster': header.cluster }),
  ...(header.teams === undefined ? {} : { 'tranche.dev/teams': header.teams.join(',') }),
});

const kib = (bytes: number): string => `${Math.ceil(bytes / 1024)} KiB`;

const tooLarge = (place: Place, bytes: number, plain: number): string =>
  `the snapshot is ${kib(plain)} and compressed ${kib(bytes)}; ${titleOf(place)} has room for ${kib(ROOM)}, and stays as it was. ` +
  '--teams writes less, where few teams are meant; a file (-o snapshot.yaml.gz), or a volume in the chart (snapshot.persistentVolumeClaim), has room for all';
