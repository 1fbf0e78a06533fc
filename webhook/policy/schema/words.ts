/** Texts of a form that several kinds use, with the sentence a person gets who writes another. */
import type { TSchema } from '@sinclair/typebox';
import type { Mechanism, Mode } from '../../core/decision.ts';
import { CLASSES } from '../../core/guards/classes.ts';
import {
  choice,
  held,
  LABEL_KEY,
  LABEL_VALUE,
  LONGEST_SUBDOMAIN,
  numeric,
  shaped,
  shortPrefix,
  SUBDOMAIN,
} from './vocabulary.ts';

export const GROUP = 'tranche.dev';
export const VERSION = 'v1alpha1';
export const API_VERSION = `${GROUP}/${VERSION}`;

export { CLASSES as classes } from '../../core/guards/classes.ts';
const mechanisms: readonly Mechanism[] = ['mig', 'timeSlice', 'mps', 'fraction', 'dra', 'whole'];
const modes: readonly Mode[] = ['observe', 'warn', 'enforce'];

/** DNS-1123, as the API server holds names of namespaces. */
const LABEL = '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?';

export const namespaceName = (description: string) =>
  shaped(description, new RegExp(`^${LABEL}$`), 'the exact name of a namespace, no glob');

export const objectName = (description: string) =>
  shaped(
    description,
    new RegExp(`^${SUBDOMAIN}$`),
    'a name of small letters, digits, dots and hyphens, a letter or digit at both ends of each part',
    { maxLength: LONGEST_SUBDOMAIN },
  );

export const namespaceGlob = (description: string) =>
  shaped(
    description,
    /^[-a-z0-9*]{1,63}$/,
    'a namespace name, in which * may stand for any letters',
  );

/** Of a workload: one that a policy has made of labels holds their letters, and slashes between them. */
export const nameGlob = (description: string) =>
  shaped(description, /^[-._/A-Za-z0-9*]{1,511}$/, 'a name, in which * may stand for any letters');

/** What the API server lets a CRD call itself; a few are not in CamelCase. */
export const ownerKind = (description: string) =>
  shaped(description, /^[A-Za-z]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?$/, 'a kind such as Deployment');

const KEY = new RegExp(LABEL_KEY);

/** The one thing a pattern cannot count is the prefix alone. */
export const isLabelKey = (key: string): boolean =>
  KEY.test(key) && key.lastIndexOf('/') <= LONGEST_SUBDOMAIN;

const key = (description: string, form: string) =>
  shaped(description, KEY, form, { maxLength: LONGEST_SUBDOMAIN + 64 });

export const labelKey = (description: string) =>
  key(description, 'the key of a label, such as dag_id or tekton.dev/pipeline');

/** As the API server takes it in a pod, prefix and all. */
const onNodes = <T extends TSchema>(schema: T): T =>
  held(
    schema,
    shortPrefix('self'),
    `must have at most ${LONGEST_SUBDOMAIN} letters before the slash`,
  );

export const keyOnNodes = (description: string) => onNodes(labelKey(description));

export const taintKey = (description: string) =>
  onNodes(key(description, 'the key of a taint, such as nvidia.com/gpu'));

export const labelValue = (description: string) =>
  shaped(description, /^[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?$/, LABEL_VALUE.form, {
    hint: LABEL_VALUE.hint,
  });

/** A value of a label, or a number to compare one with, which may be below 0. */
export const orderedValue = (description: string) =>
  shaped(
    description,
    /^(-?[0-9]{1,18}|[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?)$/,
    LABEL_VALUE.form,
    { hint: LABEL_VALUE.hint, maxLength: 63 },
  );

export const schedulerName = (description: string) =>
  shaped(
    description,
    new RegExp(`^${SUBDOMAIN}$`),
    'the name of a scheduler: small letters, digits, dots and hyphens',
    { maxLength: LONGEST_SUBDOMAIN },
  );

/** As `nvidia.com/gpu`: a domain, and a name as those of labels are. */
export const resourceName = (description: string) =>
  shaped(
    description,
    new RegExp(`^${SUBDOMAIN}/[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?$`),
    'a resource name such as nvidia.com/mig-1g.10gb',
    { maxLength: LONGEST_SUBDOMAIN + 64 },
  );

export const workloadClass = (description: string) => choice(description, CLASSES);
export const mechanism = () =>
  choice(
    'mig: an instance with walls of its own. timeSlice: turns on one card. mps: a card that several use at once. fraction: a part that another scheduler hands out. dra: a device that a claim gets. whole: the card.',
    mechanisms,
  );

export const mode = (description: string) =>
  choice(
    `${description} observe: only say so in log and metrics. warn: tell who applies it. enforce: act.`,
    modes,
  );

export const memory = (description: string) =>
  shaped(
    description,
    /^[0-9]+(\.[0-9]+)?(Ki|Mi|Gi|Ti|k|M|G|T)$/,
    'an amount of memory with its unit, such as 4Gi',
    { maxLength: 32 },
  );

export const gpuAmount = (description: string) =>
  numeric(
    description,
    /^([0-9]+(\.[0-9]{1,3})?|[0-9]+m)$/,
    'a number of GPUs such as 4, "2.5" or 2500m',
  );

/** Seconds may have a fraction, the zone may be an offset of less than a day: RFC 3339. */
export const time = (description: string) =>
  shaped(
    description,
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/,
    'a time such as 2026-11-21T09:30:00Z',
    { maxLength: 64 },
  );

/** A day that no calendar has is an error of the rule, by which the API server refuses it too; ../profiles.ts does for files. */
export const timeThatExists = (description: string) =>
  held(
    time(description),
    "timestamp(self) >= timestamp('2000-01-01T00:00:00Z')",
    'must be a time that exists, and not before the year 2000',
  );

export const duration = (description: string) =>
  shaped(description, /^([0-9]{1,6}[dhms])+$/, 'a time such as 36h, 14d or 1h30m');

/** Names of labels, products, registries and the like. */
export const word = (description: string) =>
  shaped(description, /^[^\s*]{1,253}$/, 'a name without spaces');

export const glob = (description: string) =>
  shaped(description, /^\S{1,253}$/, 'a name, in which * may stand for any letters');
