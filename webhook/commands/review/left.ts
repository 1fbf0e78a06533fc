/** Which of the files are left to helm and kustomize: each chart and each kustomization is told of once, with what renders it. */
import { join, resolve } from 'node:path';
import type { Unread } from '../../review/report.ts';
import { chartsAmong, ofChart } from './unrendered-charts.ts';
import type { IsExcluded } from './excluded.ts';
import { STDIN, type Listed, type Named, type PassedOver } from './named.ts';
import { foldersAbove } from './folders.ts';

import {
  isKustomization,
  kustomizationAt,
  kustomizationIn,
  ofKustomization,
  type Kustomization,
} from './kustomizations.ts';

interface Come {
  readonly files: readonly Named[];
  readonly unread: readonly Unread[];
  /** Which of them whoever calls has named, and not a folder that they are in. */
  readonly named: ReadonlySet<string>;
  readonly isExcluded: IsExcluded;
  readonly excluded: readonly string[];
}

export function leftToTools(come: Come): Listed {
  const { files, unread, isExcluded, excluded } = come;
  const charts = new Map<string, Named>();
  const chartOf = chartsAmong();
  const others = files.filter((file) => {
    const chart = file.name === STDIN ? undefined : chartOf(file);
    if (chart !== undefined) charts.set(chart.path, chart);
    return chart === undefined;
  });
  const { kept, told, parts } = leftToKustomize({ ...come, files: others });
  // Whoever leaves out Chart.yaml does not want to hear of charts.
  const ofTools = [...[...charts.values()].flatMap(ofChart), ...told];
  return {
    files: kept,
    unread: [...unread, ...ofTools.filter(({ file }) => !isExcluded(file))],
    passedOver: { excluded, parts },
  };
}

interface Kustomized {
  readonly kept: Named[];
  readonly told: Unread[];
  readonly parts: PassedOver['parts'];
}

function leftToKustomize({ files, named, isExcluded }: Come): Kustomized {
  const asked = files.filter(isKustomization).flatMap((file) => kustomizationAt(file) ?? []);
  const taken = new Set(
    asked.flatMap(({ folder, file, resources, parts }) => [
      resolve(folder.path, file),
      ...resources,
      ...parts,
    ]),
  );
  const above = new Map<string, Kustomization>();
  const parts: { readonly name: string; readonly of: Kustomization }[] = [];
  const patches = patchesAbove();
  const kept = files.filter((file) => {
    if (file.name === STDIN) return true;
    if (taken.has(resolve(file.path))) return false;
    const of = patches(file);
    if (of === undefined) return true;
    // A folder of patches was to be looked at, and cannot be; one that is named alone is no more than it is.
    if (named.has(file.name) || isExcluded(join(of.folder.name, of.file)))
      parts.push({ name: file.name, of });
    else above.set(of.folder.path, of);
    return false;
  });
  const told = new Map([
    ...outermost(asked).map((one) => [one.folder.path, one] as const),
    ...above,
  ]);
  return { kept, told: [...told.values()].map(ofKustomization), parts };
}

/** A base of others is built with them. */
function outermost(all: readonly Kustomization[]): readonly Kustomization[] {
  const taken = new Set(all.flatMap(({ resources }) => [...resources]));
  const tops = all.filter(({ folder }) => !taken.has(resolve(folder.path)));
  return tops.length === 0 ? all : tops;
}

/** Whose part a file is that was named without its kustomization, where that lies above it. */
function patchesAbove(): (file: Named) => Kustomization | undefined {
  const known = new Map<string, Kustomization | undefined>();
  const at = (folder: Named): Kustomization | undefined => {
    if (!known.has(folder.path)) known.set(folder.path, kustomizationIn(folder));
    return known.get(folder.path);
  };
  return (file) =>
    foldersAbove(file)
      .map(at)
      .find((one) => one?.parts.has(resolve(file.path)) === true);
}
