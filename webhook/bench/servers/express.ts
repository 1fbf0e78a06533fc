/** The usual way to write a webhook in Node: express and its JSON parser. Allows everything. */
import { createServer } from 'node:https';
import express from 'express';
import { BODY_LIMIT } from '../../http/limits.ts';
import { setting } from './setting.ts';

const { host, port, options } = setting();
const app = express();

app.use(express.json({ limit: BODY_LIMIT }));
app.post('/mutate', (req, res) => {
  res.json({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    response: { uid: req.body.request.uid, allowed: true },
  });
});

createServer(options, app).listen(port, host);
