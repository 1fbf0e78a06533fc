/**
 * The exporters of a scripted fleet as a process: `/nodes/NAME/metrics` for the one on each node,
 * `/objects/metrics` for kube-state-metrics, `/engines/POD/metrics` for a serving engine.
 *
 *     npx node e2e/prometheus/exporter.ts script.json 9400
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { ofEngine, ofObjects, onNode, text, type Exposed } from './exposition.ts';
import type { FleetScript } from './script.ts';

const [file = '', port = '9400'] = process.argv.slice(2);
const script = JSON.parse(readFileSync(file, 'utf8')) as FleetScript;

const exposedAt = (path: string): readonly Exposed[] | undefined => {
  const at = Date.now() / 1000;
  if (path === '/objects/metrics') return ofObjects(script, at);
  const [, pod] = /^\/engines\/([^/]+)\/metrics$/.exec(path) ?? [];
  const engine = script.engines?.find(({ holder }) => holder.pod === pod);
  if (engine !== undefined) return ofEngine(engine, at);
  const [, node] = /^\/nodes\/([^/]+)\/metrics$/.exec(path) ?? [];
  return node === undefined ? undefined : onNode(script, node, at);
};

createServer((request, response) => {
  const exposed = exposedAt(request.url ?? '');
  response.writeHead(exposed ? 200 : 404, { 'content-type': 'text/plain; version=0.0.4' });
  response.end(exposed ? text(exposed) : '');
}).listen(Number(port), '127.0.0.1');
