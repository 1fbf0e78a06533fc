const src = (folder) => `^webhook/${folder}`;
const notATest = '([.]test|[.]contract)[.]ts$';
const forbid = (name, from, to, comment) => ({ name, severity: 'error', from, to, comment });

export default {
  forbidden: [
    forbid(
      'core-stands-alone',
      { path: src('core/'), pathNot: notATest },
      { pathNot: src('core/') },
      'The core decides and nothing else. If it needs to know something, let the shell look it up and pass it in.',
    ),
    forbid(
      'policy-knows-core-only',
      { path: src('policy/'), pathNot: `${notATest}|policy/generate[.]ts$` },
      {
        pathNot: `${src('(core|cel|policy)/|^webhook/ports[.]ts$')}|node_modules/(ajv|yaml|@sinclair/typebox)/|^(node:)?crypto$`,
      },
      'Reading a policy file must not need a cluster.',
    ),
    forbid(
      'cel-knows-core-only',
      { path: src('cel/'), pathNot: notATest },
      { pathNot: `${src('(cel|core)/')}|node_modules/@marcbachmann/cel-js/` },
      'An expression is asked of values; whose they are is for whoever asks.',
    ),
    forbid(
      'expand-knows-core-only',
      { path: src('expand/'), pathNot: notATest },
      { pathNot: `${src('(core|expand)/')}|node_modules/yaml/` },
      'Turning a manifest into its pods needs neither a cluster nor a server.',
    ),
    forbid(
      'usage-knows-core-only',
      { path: src('usage/'), pathNot: notATest },
      { pathNot: src('(core|usage)/') },
      'What figures mean does not depend on who fetched them.',
    ),
    forbid(
      'report-knows-core-only',
      { path: src('report/'), pathNot: notATest },
      { pathNot: `${src('(core|report)/')}|node_modules/(diff|fast-xml-builder|picocolors|yaml)/` },
      'A report renders Decisions. If it needs more, the Decision is too thin.',
    ),
    forbid(
      'review-knows-core-and-manifests',
      { path: src('review/'), pathNot: notATest },
      {
        pathNot: `${src('(core|expand|report|review)/')}|node_modules/|^(node:)?crypto$`,
      },
      'A review is a function of what was judged; commands/ reads, judges and writes.',
    ),
    forbid(
      'scan-knows-core-and-usage',
      { path: src('scan/'), pathNot: notATest },
      {
        pathNot: src(
          '(core|usage|scan)/|^webhook/(report/(colour|csv-cell|spelt)|status/table)[.]ts$',
        ),
      },
      'What a scan finds is a function of what was looked up; commands/ looks it up.',
    ),
    forbid(
      'status-knows-core-and-policy',
      { path: src('status/'), pathNot: notATest },
      { pathNot: src('(core|policy|status)/|^webhook/report/colour[.]ts$') },
      'A status is a function of facts; wiring/ gathers them.',
    ),
    forbid(
      'admit-knows-core-and-ports',
      { path: src('(admit|ports)[.]ts$') },
      { pathNot: src('(core/|usage/measured[.]ts$|ports[.]ts$)') },
      'What happens in between is decided in core and wired in main.',
    ),
    forbid(
      'http-reads-no-policy',
      { path: src('http/'), pathNot: notATest },
      { path: src('(policy|adapters|expand|wiring|commands)/') },
      'http/ is handed a World that already knows the policies.',
    ),
    forbid(
      'adapters-know-no-http',
      { path: src('adapters/') },
      { path: src('(http|report|golden|wiring|commands)/|^webhook/admit[.]ts$') },
      'Adapters answer; they do not ask.',
    ),
    forbid(
      'only-adapters-meet-the-cluster',
      { pathNot: `${src('adapters/')}|^e2e/` },
      { path: 'node_modules/@kubernetes/' },
      'Ask a port.',
    ),
    forbid(
      'only-http-meets-express',
      { pathNot: src('(http|bench)/') },
      { path: 'node_modules/express/' },
      'Requests end at http/.',
    ),
    forbid(
      'adapters-are-wired-in-main',
      {
        path: '^(webhook|certs)/',
        pathNot: `${src('(adapters/|wiring/|commands/|golden/|bench/|main[.]ts)')}|${notATest}`,
      },
      { path: src('adapters/') },
      'Speak to a port; wiring/, main.ts and commands/ decide who answers.',
    ),
    forbid(
      'certs-stand-alone',
      { path: '^certs/', pathNot: notATest },
      { path: '^webhook/' },
      'A certificate knows nothing of pods.',
    ),
    forbid(
      'only-commands-import-main',
      { pathNot: src('(commands|bench)/') },
      { path: src('(main|cli)[.]ts$') },
      'Wiring has no readers but the commands that start it.',
    ),
    forbid(
      'no-cycles',
      {},
      { circular: true },
      'Two files that need each other are one file, or three.',
    ),
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
