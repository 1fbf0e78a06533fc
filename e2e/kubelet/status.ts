/** What a kubelet says about a pod, from what it knows about the one container it runs. */
import type { Pod } from './pod.ts';

export type State =
  | { readonly waiting: { readonly reason: string; readonly message?: string } }
  | { readonly running: { readonly startedAt: string } }
  | { readonly terminated: Terminated };

export interface Terminated {
  readonly exitCode: number;
  readonly reason: string;
  readonly startedAt: string;
  readonly finishedAt: string;
}

export interface Life {
  readonly state: State;
  readonly lastTermination: Terminated | undefined;
  readonly restarts: number;
  readonly started: boolean;
  readonly ready: boolean;
  readonly podIP: string;
  readonly startTime: string;
}

type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

/** As JSON without times of transition: those are added when it differs from the last one sent. */
export function podStatus(pod: Pod, life: Life): Readonly<Record<string, unknown>> {
  const phase = phaseOf(life);
  const { state, lastTermination, restarts, started, ready, podIP, startTime } = life;
  const [container] = pod.spec.containers;
  return {
    phase,
    podIP,
    podIPs: [{ ip: podIP }],
    hostIP: '127.0.0.1',
    hostIPs: [{ ip: '127.0.0.1' }],
    startTime,
    containerStatuses: [
      {
        name: container.name,
        image: container.image,
        imageID: '',
        state,
        lastState: lastTermination ? { terminated: lastTermination } : {},
        restartCount: restarts,
        started,
        ready,
      },
    ],
  };
}

export function conditions({ ready }: Life): readonly { type: string; status: string }[] {
  return [
    says('PodReadyToStartContainers', true),
    says('Initialized', true),
    says('ContainersReady', ready),
    says('Ready', ready),
  ];
}

const says = (type: string, holds: boolean) => ({ type, status: holds ? 'True' : 'False' });

/** A container that will be restarted is a running pod; `terminated` is only said of the end. */
function phaseOf({ state, lastTermination }: Life): Phase {
  if ('running' in state) return 'Running';
  if ('terminated' in state) return state.terminated.exitCode === 0 ? 'Succeeded' : 'Failed';
  return lastTermination ? 'Running' : 'Pending';
}
