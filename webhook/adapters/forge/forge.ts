/** Where pull requests are: one that a job runs for, and the comments on it. */

export interface Comment {
  readonly id: number;
  readonly body: string;
  /** Whether whoever asks has written it: anybody may begin a comment with our marker. */
  readonly isOurs: boolean;
}

export interface Forge {
  /** As people call it: pull request 7 of acme/shop. */
  readonly about: string;
  /** What may write a comment there. */
  readonly needs: string;
  readonly roomBytes: number;
  /** The oldest first, a page at a time. */
  comments(): AsyncIterable<Comment>;
  create(body: string): Promise<void>;
  update(id: number, body: string): Promise<void>;
}

/** What a job's environment says. */
export type Env = Readonly<Record<string, string | undefined>>;

/** No pull request, or no token: nothing is asked, and nothing is wrong. */
export interface Nowhere {
  readonly nowhere: string;
}
