import { describe, expect, test } from '@jest/globals';
import type { Asker } from '../ports.ts';
import { ApiFault, type Api, type Ask } from './cluster/api.ts';
import { AUDIENCE, reviewers } from './cluster/reviewers.ts';
import { MemoryReviewers } from './memory-reviewers.fixture.ts';
import { isRecord, recordIn, textIn, type Raw } from './raw.ts';
import { JANE, JANES, reviewersContract } from './reviewers.contract.ts';

const GRANTED = { verb: 'get', resource: 'decisions', namespace: 'speech' };

describe('in memory', () => {
  reviewersContract(() => {
    const reviewer = new MemoryReviewers();
    reviewer.holders.set(JANES, JANE);
    reviewer.rights.set(JANE.username, [GRANTED]);
    return { tokens: reviewer, access: reviewer, goAway: () => (reviewer.away = true) };
  });
});

const OWN = 'https://kubernetes.default.svc';

/** Answers reviews as an API server does; the real one is met in e2e/. */
class ReviewingApi implements Api {
  readonly asked: Raw[] = [];
  /** Whom Jane's token is meant for. */
  readonly audiences: readonly string[];
  fault: ApiFault | undefined;

  constructor(audiences: readonly string[] = [OWN]) {
    this.audiences = audiences;
  }

  async ask({ path, body }: Ask): Promise<Raw> {
    await Promise.resolve();
    if (this.fault !== undefined) throw this.fault;
    const spec = recordIn(isRecord(body?.value) ? body.value : {}, 'spec');
    this.asked.push(spec);
    return { status: path.endsWith('tokenreviews') ? this.#holder(spec) : this.#allowed(spec) };
  }

  #holder(spec: Raw): Raw {
    const wanted = (spec['audiences'] as string[] | undefined) ?? [OWN];
    const meant = wanted.filter((one) => this.audiences.includes(one));
    if (spec['token'] !== JANES || meant.length === 0) return { user: {}, error: 'invalid' };
    return { authenticated: true, user: JANE, audiences: meant };
  }

  #allowed(spec: Raw): Raw {
    const { verb, resource, namespace, group } = recordIn(spec, 'resourceAttributes');
    const asked = JSON.stringify({ verb, resource, namespace });
    const allowed = group === 'tranche.dev' && asked === JSON.stringify(GRANTED);
    return { allowed: allowed && textIn(spec, 'user') === JANE.username };
  }
}

describe('of a cluster', () => {
  reviewersContract(() => {
    const api = new ReviewingApi();
    const goAway = (token: string) => {
      api.fault = new ApiFault(500, `cannot decode {"token":"${token}"}`);
    };
    return { ...reviewers(api), goAway };
  });

  test('a token that is good for us alone is taken', async () => {
    expect(await reviewers(new ReviewingApi([AUDIENCE])).tokens.holder(JANES)).toEqual(JANE);
  });

  test('a token that is meant for somebody else is nobody’s', async () => {
    expect(await reviewers(new ReviewingApi(['vault'])).tokens.holder(JANES)).toBe('nobody');
  });

  test.each([
    [{ allowed: true }, true],
    [{ allowed: true, denied: true }, false],
    [{ allowed: 'true' }, false],
    [{}, false],
  ])('a review that says %j is heard so: a denial outweighs a grant', async (status, may) => {
    const api: Api = { ask: async () => ({ status }) };
    expect(await reviewers(api).access.allows(JANE, GRANTED)).toBe(may);
  });

  test('groups and extra go along, since rights may hang on them', async () => {
    const api = new ReviewingApi();
    const asker: Asker = { ...JANE, groups: ['g'] };
    await reviewers(api).access.allows(asker, GRANTED);
    expect(api.asked).toMatchObject([
      { user: 'jane', uid: 'u-1', groups: ['g'], extra: JANE.extra },
    ]);
  });
});
