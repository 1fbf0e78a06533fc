/** A list in pages. All pages show one moment: the first read fixes it, `continue` keeps it. */
import { isRecord, listIn, recordIn, textIn, type Raw } from '../raw.ts';
import type { Api } from './api.ts';

/**
 * A fifth of what client-go asks for. A page is parsed at one go and reviews wait meanwhile; and a page
 * of a megabyte is gone before the collector would keep it for longer: of five hundred objects each, some
 * eighty megabytes of garbage stood beside what was read.
 */
const LIMIT = 100;

export interface Page {
  readonly items: readonly unknown[];
  readonly resourceVersion: string;
}

export interface PagesOptions {
  readonly limit?: number;
  readonly accept?: string;
  readonly query?: Readonly<Record<string, string>>;
}

/**
 * Without a resourceVersion in the query the answer is a quorum read: it shows every write that was
 * finished before it was asked for.
 */
export async function* pagesOf(
  api: Api,
  path: string,
  options: PagesOptions = {},
): AsyncGenerator<Page> {
  const { limit = LIMIT, accept, query = {} } = options;
  let next = '';
  do {
    const page = await api.ask({
      path,
      query: { ...query, limit: String(limit), ...(next === '' ? {} : { continue: next }) },
      ...(accept === undefined ? {} : { accept }),
    });
    const metadata = recordIn(page, 'metadata');
    next = textIn(metadata, 'continue');
    yield { items: listIn(page, 'items'), resourceVersion: textIn(metadata, 'resourceVersion') };
  } while (next !== '');
}

/** Pods that may hold something, for the ledger. */
export async function* livePods(api: Api): AsyncGenerator<readonly unknown[]> {
  const query = { fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed' };
  for await (const { items } of pagesOf(api, '/api/v1/pods', { query })) yield items;
}

/** One pod as it is stored; a list of one, because we may list pods and do no more. */
export async function podNamed(api: Api, namespace: string, name: string): Promise<Raw | 'gone'> {
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const list = await api.ask({ path, query: { fieldSelector: `metadata.name=${name}` } });
  return listIn(list, 'items').find(isRecord) ?? 'gone';
}
