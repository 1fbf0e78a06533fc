/** Pods with GPUs, of a house with rules about images, labels and amounts. */
import * as fc from 'fast-check';

const IMAGES = [
  'nvcr.io/nvidia/pytorch:24.05-py3',
  'nvcr.io/nvidia2/pytorch:1',
  'nvcr.io/nvidia:1',
  'python:3.12',
  'docker.io/python:3.12',
  'index.docker.io/library/python:3.12',
  'library/python',
  'someone/python:3.12',
  'a.example.com/x/y:dev-1',
  'a.example.com/x/y:DEV-1',
  'a.example.com/x/y:LATEST',
  'a.example.com/x/y:devel',
  'a.example.com:5000/x/y',
  'a.example.com:5000/x/y:1',
  'example.com/x:1',
  'quay.io:443/a/models:1',
  'quay.io:443/a/models/b:1',
  'quay.io/a/models:1',
  'Nvcr.io/nvidia/x:1',
  'nvcr.io/Nvidia/x:1',
  'localhost/x:1',
  '[::1]:5000/x:1',
  'nvcr.io/nvidia/x:-bad',
  'nvcr.io/nvidia/x@sha256:',
  'nvcr.io/nvidia/x@sha256:zz@sha256:zz',
  'https://nvcr.io/nvidia/x:1',
  'nvcr.io/nvidia/x y:1',
  'nvcr.io//x:1',
  `nvcr.io/nvidia/${'x'.repeat(250)}:1`,
  'nvcr.io/nvidia/x:1\nnvcr.io/nvidia/x:1',
  'nvcr.io/nvidia/é:1',
];
const images = fc
  .tuple(fc.constantFrom(...IMAGES), fc.constantFrom('', '', `@sha256:${'0a'.repeat(32)}`))
  .map((parts) => parts.join(''));

/** Sometimes equal, by another spelling; never more requested than allowed, or it were no pod. */
const amountsOf = (cpu: readonly string[], memory: readonly string[]) =>
  fc.record(
    { cpu: fc.constantFrom(...cpu), memory: fc.constantFrom(...memory) },
    { requiredKeys: [] },
  );
const asked = amountsOf(['500m', '1', '1.0'], ['1Gi', '1024Mi', '512Mi']);
const allowed = amountsOf(['1', '1000m', '2'], ['1Gi', '1024Mi', '2Gi']);
const together = fc.record({
  requests: amountsOf(['8', '8000m'], ['8Gi', '8192Mi']),
  limits: amountsOf(['8', '16'], ['8Gi', '16Gi']),
});

export const housePod = fc
  .record({
    image: fc.array(images, { minLength: 1, maxLength: 2 }),
    labels: fc.dictionary(
      fc.constantFrom('team', 'acme.example/cost-centre', 'x'),
      fc.constantFrom('', 'a', 'b'),
    ),
    limits: allowed,
    requests: asked,
    whole: fc.option(together, { freq: 4, nil: null }),
    gpu: fc.constantFrom('1', '1', '1', '0'),
    init: fc.boolean(),
    volume: fc.option(images, { freq: 3, nil: null }),
  })
  .map(({ image: [first, second], labels, limits, requests, whole, gpu, init, volume }) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { labels },
    spec: {
      ...(whole === null ? {} : { resources: whole }),
      ...(volume === null ? {} : { volumes: [{ name: 'data', image: { reference: volume } }] }),
      ...(second !== undefined && init
        ? { initContainers: [{ name: 'init', image: second, resources: { limits } }] }
        : {}),
      containers: [
        {
          name: 'main',
          image: first,
          resources: { requests, limits: { ...limits, 'nvidia.com/gpu': gpu } },
        },
      ],
    },
  }));
