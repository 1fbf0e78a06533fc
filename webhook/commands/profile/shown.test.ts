/** Whoever may see little is told what, and nobody is told of a cluster that was not seen. */
import { expect, test } from '@jest/globals';
import { ApiFault, type Api } from '../../adapters/cluster/api.ts';
import { isRecord, type Raw } from '../../adapters/raw.ts';
import { shownBy } from './shown.ts';

/** Answers lists with nothing in them, but where it was told otherwise. */
const server = (answers: (path: string) => Raw | ApiFault | undefined): Api => ({
  ask({ path }) {
    const answer = answers(path);
    if (answer instanceof ApiFault) return Promise.reject(answer);
    const whole = isRecord(answer) ? answer : { metadata: {}, items: [] };
    return Promise.resolve(whole);
  },
});

const forbidden = (path: string): ApiFault => {
  const what = path.slice(path.lastIndexOf('/') + 1);
  return new ApiFault(403, `GET ${path} was answered 403`, `${what} is forbidden: User "jane"`);
};

test('with a token that is not valid any more, the cure is not a namespace', async () => {
  const expired = server(() => new ApiFault(401, 'GET was answered 401 Unauthorized'));
  await expect(shownBy(expired, 'default', [])).rejects.toThrow(
    /^the API server does not know you \(401 Unauthorized\)/,
  );
  await expect(shownBy(expired, 'default', ['speech'])).rejects.toThrow(/does not know you/);
});

test('without any right it says of pods that they may not be seen, whatever else may not', async () => {
  await expect(shownBy(server(forbidden), 'default', [])).rejects.toThrow(
    /^no pods may be seen: pods is forbidden: User "jane"; --namespace names one/,
  );
});

test('a namespace that is not there is told of, though it has no pods to hide', async () => {
  const cluster = server((path) =>
    path === '/api/v1/namespaces/nosuch' ? new ApiFault(404, 'not found') : undefined,
  );
  await expect(shownBy(cluster, 'default', ['nosuch'])).rejects.toThrow(
    '--namespace: there is no namespace nosuch',
  );
});

test('whoever may list all pods is shown all, and whoever named one is shown that one', async () => {
  const whole = server((path) =>
    path === '/api/v1/namespaces/speech' ? { metadata: { name: 'speech' } } : undefined,
  );
  expect((await shownBy(whole, 'default', [])).within).toBe('all');
  expect((await shownBy(whole, 'default', ['speech'])).within).toEqual(['speech']);
});
