/** The bounds of the door, each with the reason for its size. */

const KIB = 1024;

/**
 * The API server takes 3 MiB a request: etcd's 1.5 MB, doubled because JSON may be larger than what
 * is stored. A review carries up to two such objects and the options beside them.
 */
export const BODY_LIMIT = 7 * KIB * KIB;

/** From here on a body is large, and a few of them at once are as much memory as we can promise. */
export const LARGE_BODY = 512 * KIB;
export const LARGE_AT_ONCE = 4;

/** A workload beyond this is let past unread: nobody's pods wait for what is said of theirs to somebody else. */
export const NEWS_BODY = 1024 * KIB;

/** Visits being read, judged or answered. Beyond this they would only wait for each other. */
export const IN_FLIGHT = 256;

/**
 * Depth is looked for in large bodies only. JSON.parse does not recurse and neither do we, so depth
 * alone harms nobody; it is a body of megabytes, all of it brackets, that would cost half a second.
 */
export const DEPTH_FROM = 128 * KIB;
export const DEPTH_LIMIT = 100;

/** Longer than the 90 s after which the API server closes an idle connection: it must be first. */
export const KEEP_ALIVE_MS = 120_000;
export const HEADERS_MS = 10_000;
export const REQUEST_MS = 10_000;
export const HANDSHAKE_MS = 5_000;
/** The timeouts above are enforced at this pace. */
export const CHECK_MS = 1_000;
export const CONNECTIONS = 2_000;
