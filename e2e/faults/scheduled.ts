/** The scheduler's word on a pod. */
import { sleep } from '../wait.ts';
import type { Api } from './api.ts';

export interface Placed {
  readonly node: string | undefined;
  /** Why there is none. */
  readonly says: string;
}

interface Scheduled {
  readonly spec: { readonly nodeName?: string };
  readonly status: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message?: string;
    }[];
  };
}

/** Looks closely: what matters next is what is true at that moment. */
export async function placed(api: Api, namespace: string, name: string): Promise<Placed> {
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
  for (let tries = 0; tries < 2000; tries++) {
    const { spec, status } = (await api.send<Scheduled>('GET', path)).body;
    if (spec.nodeName) return { node: spec.nodeName, says: '' };
    const word = status.conditions?.find(({ type }) => type === 'PodScheduled');
    if (word?.status === 'False') return { node: undefined, says: word.message ?? '' };
    await sleep(15);
  }
  throw new Error(`the scheduler has nothing to say of ${namespace}/${name}`);
}
