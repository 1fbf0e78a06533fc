/** A fleet as a test tells it: who was on which device when, and what was seen there. */
import type { Course } from './course.ts';

export interface FleetScript {
  readonly uses: readonly Use[];
  /** Serving engines, each scraped at its own pod. */
  readonly engines?: readonly EngineUse[];
}

/** What one engine says of itself; it knows neither its pod nor its device. */
export interface EngineUse {
  readonly holder: Holder;
  readonly series: readonly {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly course: Course;
  }[];
}

/** One device, for one container or for nobody. Sharers of a device are several uses of it. */
export interface Use {
  readonly node: string;
  readonly device: Device;
  readonly holder?: Holder;
  /** Seconds since the epoch; always where absent. */
  readonly from?: number;
  readonly until?: number;
  /** By the name of the metric. */
  readonly signals: Readonly<Record<string, Course>>;
}

export interface Device {
  readonly uuid: string;
  readonly model: string;
  /** A partition by MIG. */
  readonly instance?: { readonly id: string; readonly profile: string };
  /** Which of the copies, where the exporter knows that devices are shared. */
  readonly vgpu?: string;
}

export interface Holder {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly image?: string;
  readonly args?: readonly string[];
  /** As asked for, e.g. `nvidia.com/mig-1g.10gb`. */
  readonly resource?: string;
  /** Its controller, and that of its controller; a pod of nobody where absent. */
  readonly owner?: Owner & { readonly owner?: Owner };
}

export interface Owner {
  readonly kind: string;
  readonly name: string;
}

export const nodesOf = ({ uses }: FleetScript): readonly string[] =>
  [...new Set(uses.map(({ node }) => node))].toSorted();

export const lives = ({ from = -Infinity, until = Infinity }: Use, at: number): boolean =>
  from <= at && at < until;

/** The exporter's default list and the field that it leaves out, in its units. */
export const dcgm = (courses: {
  readonly vramMiB?: Course;
  readonly sm?: Course;
  readonly engine?: Course;
  readonly dram?: Course;
  readonly tensor?: Course;
  readonly utilPercent?: Course;
}): Readonly<Record<string, Course>> =>
  Object.fromEntries(
    Object.entries({
      DCGM_FI_DEV_FB_USED: courses.vramMiB,
      DCGM_FI_PROF_SM_ACTIVE: courses.sm,
      DCGM_FI_PROF_GR_ENGINE_ACTIVE: courses.engine,
      DCGM_FI_PROF_DRAM_ACTIVE: courses.dram,
      DCGM_FI_PROF_PIPE_TENSOR_ACTIVE: courses.tensor,
      DCGM_FI_DEV_GPU_UTIL: courses.utilPercent,
    }).filter((entry): entry is [string, Course] => entry[1] !== undefined),
  );
