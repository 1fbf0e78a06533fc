interface Named {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** `Deployment speech/whisper`, or `GpuQuota speech` of what lies in no namespace. */
export const titleOf = ({ kind, namespace, name }: Named): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
