/** Where policies look for it; what somebody meant is asked of manifests as well. */
export { lookalike, nearest, suggestion } from '../core/nearest.ts';
