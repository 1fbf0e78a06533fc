/** What `tranche review --write-baseline` writes, for programs that read it. It is no kind that a World may hold. */
import { Type } from '@sinclair/typebox';
import { choice, count, excerpt, optional, record, text } from './vocabulary.ts';
import { all } from './review-words.ts';
import { API_VERSION } from './words.ts';

export const askedFor = Type.Unsafe<Record<string, string>>({
  type: 'object',
  description: 'Devices that one of the pods asks for, by name of the resource or claim.',
  additionalProperties: { type: 'string' },
});

export const reviewBaseline = record('Findings that were known when it was written.', {
  apiVersion: choice('Group and version of the file.', [API_VERSION]),
  kind: choice('Kind of the file.', ['ReviewBaseline']),
  clusters: optional(all('Clusters that were asked.', text('Cluster.'))),
  findings: Type.Array(
    excerpt('A finding.', {
      fingerprint: Type.String({ description: 'Decides.', pattern: '^[0-9a-f]{16}$' }),
      rule: text('Rule.'),
      of: text('Object, and container.'),
      file: text('File, from the root of its work tree.'),
      level: optional(choice('How hard it was.', ['error', 'warning', 'note'])),
      pods: optional(count('Pods that it held for.')),
      asked: optional(askedFor),
      clusters: optional(all('Clusters where it was found.', text('Cluster.'))),
    }),
    { description: 'Known findings.' },
  ),
});
