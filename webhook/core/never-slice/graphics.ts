/** Rendering, which needs the graphics interfaces of a whole card. */
import { launcher } from '../command-line.ts';
import { imageOf } from '../revision.ts';
import { seats, type Container, type EnvVar } from '../pod.ts';
import type { NeverSlice } from './rule.ts';
import { spoken } from './spoken.ts';

const DRAWING = ['graphics', 'display'];

/** By which a program is told to draw on the GPU; `osmesa` and a frame buffer in memory do without. */
const EGL = ['MUJOCO_GL', 'PYOPENGL_PLATFORM', 'QT_XCB_GL_INTEGRATION'];
const DISPLAYS = ['VGL_DISPLAY', '__GLX_VENDOR_LIBRARY_NAME', '__NV_PRIME_RENDER_OFFLOAD'];

const PROGRAMS = [
  'CarlaUE4.sh',
  'Xorg',
  'glxgears',
  'nvidia-xconfig',
  'runheadless.native.sh',
  'runheadless.sh',
  'vglrun',
  'vkcube',
  'vulkaninfo',
];
const IMAGES: ReadonlySet<string> = new Set([
  'isaac-lab',
  'isaac-sim',
  'nvidia-egl-desktop',
  'nvidia-glx-desktop',
]);

export const graphics: NeverSlice = {
  id: 'never/graphics',
  about: 'MIG instances have no graphics interfaces, apart from +gfx profiles.',
  check({ pod }) {
    for (const { container } of seats(pod)) {
      const drawing = draws(container);
      if (drawing !== undefined) return `container ${container.name} ${drawing}`;
    }
    return undefined;
  },
};

function draws(container: Container): string | undefined {
  for (const variable of container.env ?? []) {
    const drawing = asked(variable);
    if (drawing !== undefined) return drawing;
  }
  const program = launcher(spoken(container), PROGRAMS);
  if (program !== undefined) return `runs ${program}`;
  const { repository } = imageOf(container.image ?? '');
  const image = repository.slice(repository.lastIndexOf('/') + 1);
  return IMAGES.has(image) ? `runs the image ${repository}` : undefined;
}

function asked({ name, value = '' }: EnvVar): string | undefined {
  if (name === 'NVIDIA_DRIVER_CAPABILITIES') {
    const wanted = value.split(',').find((word) => DRAWING.includes(word));
    return wanted && `wants the driver capability ${wanted}`;
  }
  const drawing = DISPLAYS.includes(name) || (EGL.includes(name) && value.endsWith('egl'));
  return drawing ? `sets ${name}=${value}` : undefined;
}
