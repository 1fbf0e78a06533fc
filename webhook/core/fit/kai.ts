/** What KAI-Scheduler reads of a pod to which it hands part of a card (gpu-sharing §7.1). */
export const KAI_FRACTION = 'gpu-fraction';
/** MiB, in place of a fraction. */
export const KAI_MEMORY = 'gpu-memory';
export const KAI_DEVICES = 'gpu-fraction-num-devices';
export const KAI_CONTAINER = 'gpu-fraction-container-name';
export const KAI_QUEUE = 'kai.scheduler/queue';

/** By either of these a pod asks for part of a card, where it names none. */
export const KAI_KEYS = [KAI_FRACTION, KAI_MEMORY];

/** All that tells how much it hands out. */
export const KAI_SIZES = [...KAI_KEYS, KAI_DEVICES];
