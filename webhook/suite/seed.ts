/**
 * Property tests draw from one seed, so that a run can be told again; `PROOF_SEED` takes another.
 * What a new seed finds becomes a test of its own.
 */
import { configureGlobal, readConfigureGlobal } from 'fast-check';

configureGlobal({
  ...readConfigureGlobal(),
  seed: Number(process.env['PROOF_SEED'] ?? 20_261_121),
});
