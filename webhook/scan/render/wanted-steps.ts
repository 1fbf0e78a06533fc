/** What would have to be so that more could be told: each cause that was met, once. */
import { counted } from '../../core/text.ts';
import { computeCures } from '../../usage/sources/compute.ts';
import type { Row, ScanReport } from '../report.ts';
import type { Want } from '../wants.ts';
import { isNodeless } from './words.ts';

export type Step = readonly [what: string, says: string];

export function wantedSteps(report: ScanReport): readonly Step[] {
  return [
    ...seen(report),
    ...scraped(report),
    ...hours(report),
    ...computed(report),
    ...labelled(report),
    ...matched(report),
  ];
}

const wantsOf = (rows: readonly Row[], of: Want['of']): readonly Want[] =>
  rows.flatMap(({ want }) => (want?.of === of ? [want] : []));

const only = (texts: readonly (string | undefined)[]): string[] => [
  ...new Set(texts.filter((text) => text !== undefined)),
];

const awaits = (wants: readonly Want[]): string =>
  `${counted(wants.length, 'container')} ${wants.length === 1 ? 'waits' : 'wait'} for it`;

function seen({ forbidden, policies }: ScanReport): Step[] {
  if (forbidden === undefined) return [];
  const { resources, allow } = forbidden;
  const judged = policies.forbidden ? ' (the policies of this cluster are among them)' : '';
  return [
    [
      `Be allowed to list ${resources.join(', ')}`,
      `who administers the cluster can grant it by the ${counted(allow.length, 'command')} above${judged}`,
    ],
  ];
}

function scraped({ sources, workloads }: ScanReport): Step[] {
  if (sources.length === 0)
    return [
      [
        'Have an exporter of GPUs scraped',
        'dcgm-exporter (NVIDIA), AMD’s device-metrics-exporter, XPUM (Intel) or HAMi, by a ServiceMonitor or a scrape job of the Prometheus that is asked',
      ],
    ];
  const absent = wantsOf(workloads, 'exporter');
  const silent = wantsOf(workloads, 'scrape');
  const nameless = wantsOf(workloads, 'names');
  return [
    ...only(absent.map(({ source }) => source)).map((source): Step => [
      `Run an exporter for these cards and have it scraped (${source})`,
      awaits(absent.filter((one) => one.source === source)),
    ]),
    ...only(silent.map(({ node }) => node)).map((node): Step => {
      const its = silent.filter((one) => one.node === node);
      return [
        `Scrape ${node}`,
        `see that ${only(its.map(({ source }) => source)).join(', ')} runs there, and is a target of Prometheus that is up; ${awaits(its)}`,
      ];
    }),
    ...(nameless.length === 0
      ? []
      : [
          [
            'Have devices told with their workloads',
            `the exporter must reach the kubelet’s pod-resources socket (dcgm-exporter: DCGM_EXPORTER_KUBERNETES=true); ${awaits(nameless)}`,
          ] as const,
        ]),
  ];
}

/** By that time all have enough, if they run on. */
function hours({ workloads }: ScanReport): Step[] {
  const left = wantsOf(workloads, 'hours').map(({ hours: more = 0 }) => more);
  if (left.length === 0) return [];
  const [least, most] = [Math.min(...left), Math.max(...left)];
  return [
    [
      `Wait ${least === most ? least : `${least} to ${most}`} h more`,
      `${counted(left.length, 'container')} ${left.length === 1 ? 'was' : 'were'} seen for too few hours; Prometheus must keep that long, or tranche profile --apply keep what it told`,
    ],
  ];
}

function computed({ sources, workloads }: ScanReport): Step[] {
  const none = workloads.filter(({ want }) => want?.of === 'compute');
  const poor = workloads.filter(({ computeBy }) => computeBy === 'utilisation');
  if (none.length + poor.length === 0) return [];
  const whom = [
    ...(none.length === 0 ? [] : [`${counted(none.length, 'container')} without a figure`]),
    ...(poor.length === 0
      ? []
      : [`${counted(poor.length, 'container')} of which only utilisation is known`]),
  ].join(', ');
  return computeCures(sources).map(({ source, says }) => [
    `Have ${source} tell of compute`,
    `${says}: ${whom}`,
  ]);
}

function labelled(report: ScanReport): Step[] {
  const unknown = report.workloads.filter(({ product }) => product === 'unknown');
  if (unknown.length === 0 || isNodeless(report)) return [];
  return [
    [
      'Have nodes say which cards they have',
      `run GPU Feature Discovery (NVIDIA) or the labeller of AMD or Intel; ${counted(unknown.length, 'container')} ${unknown.length === 1 ? 'is' : 'are'} on cards that no label names, or the catalogue does not know`,
    ],
  ];
}

function matched({ workloads, policies }: ScanReport): Step[] {
  const none = workloads.filter(({ rule }) => rule === 'policy/none');
  if (none.length === 0 || policies.by === 'default') return [];
  return [
    [
      'Have a policy match',
      `none has terms for ${counted(none.length, 'container')}: tranche explain --policies says why not`,
    ],
  ];
}
