/**
 * What a server reads from files: those that whoever asks names, or else the ConfigMap that the
 * manifests give the server as its files.
 */
import { ApiFault, statusOf, type Api } from '../../adapters/cluster/api.ts';
import { textsIn } from '../../adapters/raw.ts';
import type { FilesRead } from '../../adapters/read-files.ts';
import { readText } from '../../policy/read.ts';
import { documentsAt } from '../terminal.ts';

export interface Files extends FilesRead {
  /** Why there are none, where that is so. */
  readonly missing: readonly string[];
  /** Nobody has put any where a server would read them. */
  readonly absent: boolean;
}

const NAME = 'tranche-documents';

export async function filesOf(api: Api, home: string, paths: readonly string[]): Promise<Files> {
  if (paths.length > 0)
    return { ...documentsAt(paths, { asked: '--policies' }), missing: [], absent: false };
  const asked = `ConfigMap ${NAME} of namespace ${home}`;
  try {
    const map = await api.ask({ path: `/api/v1/namespaces/${home}/configmaps/${NAME}` });
    return inMap(textsIn(map, 'data'));
  } catch (fault) {
    if (!(fault instanceof ApiFault)) throw fault;
    const absent = statusOf(fault) === 404;
    const why = absent ? `there is no ${asked}` : `${asked}: ${fault.said}`;
    return { documents: [], faults: [], texts: new Map(), missing: [`${FILES}: ${why}`], absent };
  }
}

const FILES = 'policies that a server reads from files, unless --policies says where they are';

function inMap(data: Readonly<Record<string, string>>): Files {
  const texts = new Map(
    Object.entries(data)
      .map(([name, text]) => [`${NAME}/${name}`, text] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  const read = [...texts].map(([file, text]) => readText(file, text));
  return {
    documents: read.flatMap(({ documents }) => documents),
    faults: read.flatMap(({ faults }) => faults),
    texts,
    missing: [],
    absent: false,
  };
}
