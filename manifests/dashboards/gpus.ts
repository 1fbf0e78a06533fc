/** What is held of GPUs and what is needed of it, out of the recording rules alone. */
import type { Board } from './table.ts';

const CHOSEN = 'namespace=~"$namespace"';

/** Of each device that a container holds, the part of its card that a day's peak would fill, with a policy's usual headroom. */
const NEED = `clamp_max(1.2 * max_over_time(gpuprof:container_device_fb_used_mib{${CHOSEN}}[1d]) / gpuprof:container_device_fb_usable_mib, 1)`;
const PART = `gpuprof:container_device_gpu_share{${CHOSEN}}`;

export const gpus: Board = {
  name: 'gpus',
  title: 'Tranche: GPUs',
  says: 'What workloads hold of GPUs, what they use of it, and what could be given back. Needs the recording rules.',
  namespacesOf: 'gpuprof:container_device_fb_used_mib',
  rows: [
    {
      title: 'Cards',
      panels: [
        {
          title: 'Cards held',
          says: 'Whole cards and partitions, as parts of a card. A card that is taken in turns counts once for each that an exporter names.',
          unit: 'short',
          as: 'figure',
          lines: [{ expr: `sum(${PART})`, called: 'held' }],
        },
        {
          title: 'Cards needed',
          says: 'What the memory of the last day would fill of them, with a fifth of headroom. Compute is beside: SM activity.',
          unit: 'short',
          as: 'figure',
          lines: [{ expr: `sum(${NEED} * ${PART})`, called: 'needed' }],
        },
        {
          title: 'Room in what is held',
          says: 'Held and not needed. An upper bound of what can be released: partitions come in sizes, and a card is free when all of it is.',
          unit: 'short',
          as: 'figure',
          lines: [{ expr: `sum(${PART}) - sum(${NEED} * ${PART})`, called: 'room' }],
        },
        {
          title: 'Devices idle for an hour',
          says: 'Held, and at most a hundredth of them active at any time of the hour.',
          unit: 'short',
          as: 'figure',
          lines: [
            {
              expr: `count(max by (UUID, GPU_I_ID) (max_over_time(gpuprof:container_device_sm_ratio{${CHOSEN}}[1h])) < 0.01) or vector(0)`,
              called: 'idle',
            },
          ],
        },
        {
          title: 'Cards held, by namespace',
          says: 'As above.',
          unit: 'short',
          lines: [{ expr: `sum by (namespace) (${PART})`, called: '{{namespace}}' }],
        },
        {
          title: 'Room, by namespace',
          says: 'Held and not needed. The largest are where to look first: tranche report names the workloads.',
          unit: 'short',
          lines: [
            {
              expr: `topk(10, sum by (namespace) (${PART}) - sum by (namespace) (${NEED} * ${PART}))`,
              called: '{{namespace}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Use',
      panels: [
        {
          title: 'Memory in use, by shape',
          says: 'Of what containers on that shape could have. 70 to 85 % is well filled; engines that reserve memory fill what they are given.',
          unit: 'percentunit',
          lines: [
            {
              expr: `sum by (GPU_I_PROFILE) (gpuprof:container_device_fb_used_mib{${CHOSEN},GPU_I_PROFILE!=""}) / sum by (GPU_I_PROFILE) (gpuprof:container_device_fb_usable_mib{${CHOSEN},GPU_I_PROFILE!=""})`,
              called: '{{GPU_I_PROFILE}}',
            },
            {
              expr: `sum(gpuprof:container_device_fb_used_mib{${CHOSEN},GPU_I_PROFILE=""}) / sum(gpuprof:container_device_fb_usable_mib{${CHOSEN},GPU_I_PROFILE=""})`,
              called: 'whole card',
            },
          ],
        },
        {
          title: 'Memory, the busiest replica',
          says: 'Of each workload. No slice is smaller than the highest of 14 days with headroom.',
          unit: 'mbytes',
          lines: [
            {
              expr: `topk(15, gpuprof:workload_fb_used_mib:max{${CHOSEN}})`,
              called: '{{namespace}}/{{workload_kind}}/{{workload}} {{container}}',
            },
          ],
        },
        {
          title: 'SM activity, 95th percentile of a day',
          says: 'Of a whole card, of the busiest replica. What a slice must have of multiprocessors.',
          unit: 'percentunit',
          lines: [
            {
              expr: `topk(15, quantile_over_time(0.95, gpuprof:workload_sm_gpu_ratio:max{${CHOSEN}}[1d]))`,
              called: '{{namespace}}/{{workload_kind}}/{{workload}} {{container}}',
            },
          ],
        },
        {
          title: 'Slices, how busy',
          says: 'Of the partition. Near 100 % for hours: it would be faster on a larger one.',
          unit: 'percentunit',
          lines: [
            {
              expr: `avg by (GPU_I_PROFILE) (gpuprof:container_device_sm_ratio{${CHOSEN},GPU_I_PROFILE!=""})`,
              called: '{{GPU_I_PROFILE}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Serving engines',
      panels: [
        {
          title: 'KV cache',
          says: 'Above 90 % while requests wait, memory is what the engine lacks.',
          unit: 'percentunit',
          lines: [
            {
              expr: `topk(15, gpuprof:pod_kv_cache_ratio:max{${CHOSEN}})`,
              called: '{{namespace}}/{{pod}}',
            },
          ],
        },
        {
          title: 'Requests that wait',
          says: 'Before a full cache for want of memory, else for want of compute.',
          unit: 'short',
          lines: [
            {
              expr: `topk(15, gpuprof:pod_requests_waiting:sum{${CHOSEN}} > 0)`,
              called: '{{namespace}}/{{pod}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Evidence',
      panels: [
        {
          title: 'Containers with a device, and those with figures',
          says: 'NVIDIA’s by DCGM. Where the second is less, somebody is silent: the alerts say who.',
          unit: 'short',
          lines: [
            {
              expr: `count(gpuprof:container_requested{${CHOSEN},resource=~"nvidia_com_.+"})`,
              called: 'hold a device',
            },
            {
              expr: `count(max by (namespace, pod, container) (gpuprof:container_device_fb_used_mib{${CHOSEN}}))`,
              called: 'have figures',
            },
          ],
        },
      ],
    },
  ],
};
