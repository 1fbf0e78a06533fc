/** XML out of objects: what begins with `@` is an attribute, `#text` is what an element holds. */
import XMLBuilder from 'fast-xml-builder';

const builder = new XMLBuilder({
  attributeNamePrefix: '@',
  ignoreAttributes: false,
  suppressBooleanAttributes: false,
  format: true,
});

/** Texts have to be sayable before: the builder escapes, and leaves out nothing. */
export const xml = (root: Readonly<Record<string, object>>): string =>
  builder.build({ '?xml': { '@version': '1.0', '@encoding': 'UTF-8' }, ...root });
