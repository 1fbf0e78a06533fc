import { isRecord, text, type Raw } from './raw.ts';

/** Whether the object is a list of others. */
export const itemsOf = (object: Raw): Raw[] | undefined =>
  (text(object['kind']) ?? '').endsWith('List') && Array.isArray(object['items'])
    ? object['items'].filter(isRecord)
    : undefined;
