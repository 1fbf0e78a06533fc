/**
 * As little as a mutating webhook in Node can do: gather the body, parse it, answer by uid with a
 * patch that never changes; without one, allow everything. Whatever a product does comes on top.
 */
import { createServer } from 'node:https';
import { setting } from './setting.ts';

const { host, port, options, patch } = setting();
const change = patch === '' ? {} : { patchType: 'JSONPatch', patch };

createServer(options, (req, res) => {
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => {
    const { request } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    const text = JSON.stringify({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: {
        uid: request.uid,
        allowed: true,
        ...(req.url?.startsWith('/validate') === true ? {} : change),
      },
    });
    const length = Buffer.byteLength(text);
    res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': length });
    res.end(text);
  });
}).listen(port, host);
