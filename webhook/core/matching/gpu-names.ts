/**
 * What names of GPUs begin with: the vendors', and those of engines that hand out NVIDIA's under a
 * name of their own (policies/catalogue/engines.yaml says what they count as).
 */
export const GPU_PREFIXES = [
  'nvidia.com/',
  'amd.com/',
  'gpu.intel.com/',
  'volcano.sh/vgpu-',
  'volcano.sh/gpu-',
  'mig.das.com/',
  'instaslice.redhat.com/',
  'org.instaslice/',
] as const;

export function namesGpu(resource: string): boolean {
  for (const prefix of GPU_PREFIXES) if (resource.startsWith(prefix)) return true;
  return false;
}
