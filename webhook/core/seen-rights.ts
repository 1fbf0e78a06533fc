/**
 * Of what may hold much more than we read, only that: two pods that differ in the rest are one to us,
 * and the rest, which may be anybody's text, is not kept on record.
 */
import type { Container, PodSpec, WindowsOptions } from './pod.ts';

/** One entry a field that the type names: a new field in pod.ts does not compile until it is here. */
export type Seen<T> = { readonly [K in keyof T]-?: T[K] | undefined };

type Rights = NonNullable<Container['securityContext']>;
type User = NonNullable<PodSpec['securityContext']>;
type Spread = NonNullable<PodSpec['topologySpreadConstraints']>[number];
type Port = NonNullable<Container['ports']>[number];

/** `undefined` is what JSON leaves out. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const written = <T>(all: Seen<T>): T => all as T;

const each = <T, U>(of: T | null | undefined, seen: (of: T & {}) => U): U | undefined =>
  of === null || of === undefined ? undefined : seen(of);

const seenWindows = ({ hostProcess }: WindowsOptions): WindowsOptions =>
  written<WindowsOptions>({ hostProcess });

export const seenRights = (of: Container['securityContext']): Rights | undefined =>
  each(of, ({ privileged, runAsUser, runAsNonRoot, capabilities, windowsOptions }) =>
    written<Rights>({
      privileged,
      runAsUser,
      runAsNonRoot,
      capabilities: each(capabilities, ({ add }) => written<{ add?: readonly string[] }>({ add })),
      windowsOptions: each(windowsOptions, seenWindows),
    }),
  );

export const seenUser = (of: PodSpec['securityContext']): User | undefined =>
  each(of, ({ runAsUser, runAsNonRoot, windowsOptions }) =>
    written<User>({ runAsUser, runAsNonRoot, windowsOptions: each(windowsOptions, seenWindows) }),
  );

export const seenPorts = (of: Container['ports']): readonly Port[] | undefined =>
  each(of, (ports) => ports.map(({ hostPort }) => written<Port>({ hostPort })));

export const seenSpreads = (
  of: PodSpec['topologySpreadConstraints'],
): readonly Spread[] | undefined =>
  each(of, (all) => all.map(({ whenUnsatisfiable }) => written<Spread>({ whenUnsatisfiable })));
