/** `GET /status`: what the server says of itself. It names teams of all namespaces, and so is nobody's by halves. */
import type { Page } from './page.ts';

export const statusPage = (answer: () => Promise<unknown>): Page => ({
  method: 'get',
  path: '/status',
  hear: () => ({ ok: true, right: { verb: 'get', resource: 'status' }, answer }),
});
