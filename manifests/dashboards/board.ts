/** A dashboard's table as Grafana reads it, by Grafana's own builders. */
import {
  DashboardBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  type Dashboard,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as FigureBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as LinesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { admission } from './admission.ts';
import { gpus } from './gpus.ts';
import type { Board, Panel } from './table.ts';

export const boards: readonly Board[] = [gpus, admission];

/** Of the 24 columns that Grafana has. */
const WIDE = 12;
const NARROW = 6;

/** What Grafana calls the questions of a panel. */
const REFS = 'ABCDEFGH';

const SOURCE = { type: 'prometheus', uid: '${datasource}' };

export function dashboardOf({ name, title, says, namespacesOf, rows }: Board): Dashboard {
  const board = new DashboardBuilder(title)
    // It stays the same, so that links to it do.
    .uid(`tranche-${name}`)
    .description(says)
    .tags(['tranche', 'gpu'])
    .time({ from: 'now-24h', to: 'now' })
    .refresh('1m')
    .readonly()
    .withVariable(
      new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'),
    );
  if (namespacesOf !== undefined)
    board.withVariable(
      new QueryVariableBuilder('namespace')
        .label('Namespace')
        .datasource(SOURCE)
        .query(`label_values(${namespacesOf}, namespace)`)
        .multi(true)
        .includeAll(true)
        .allValue('.+'),
    );
  let id = 0;
  for (const row of rows) {
    board.withRow(new RowBuilder(row.title).id((id += 1)));
    for (const panel of row.panels) board.withPanel(panelOf(panel, (id += 1)));
  }
  return board.build();
}

function panelOf({ title, says, unit, lines, as }: Panel, id: number) {
  const panel = as === 'figure' ? new FigureBuilder() : new LinesBuilder();
  panel
    .id(id)
    .title(title)
    .description(says)
    .datasource(SOURCE)
    .unit(unit)
    .min(0)
    .height(8)
    .span(as === 'figure' ? NARROW : WIDE);
  for (const [nth, { expr, called }] of lines.entries())
    panel.withTarget(
      new DataqueryBuilder()
        .refId(REFS[nth] ?? String(nth))
        .expr(expr)
        .legendFormat(called),
    );
  return panel;
}
