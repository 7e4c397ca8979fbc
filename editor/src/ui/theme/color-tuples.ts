import type { MantineColorsTuple } from '@mantine/core';

/** Splits ten hex values, lightest first, into Mantine's tuple; throws when one is missing. */
function tuple(values: string): MantineColorsTuple {
  const [a, b, c, d, e, f, g, h, i, j] = values.split(' ');
  if (!a || !b || !c || !d || !e || !f || !g || !h || !i || !j)
    throw new Error(`A colour needs ten shades, found "${values}".`);
  return [a, b, c, d, e, f, g, h, i, j];
}

/** Shades 0–9 for Mantine and for charts. `dark` runs the other way, as Mantine expects: text first, background last. */
export const COLOR_TUPLES: Record<string, MantineColorsTuple> = {
  vine: tuple('#edfbf3 #daf5e5 #b9eace #93dab3 #67c696 #39af7a #189564 #117c52 #01633f #004a2e'),
  gray: tuple('#f8faf8 #f1f3f1 #e2e5e2 #ced2ce #a7aca8 #636964 #4a504b #343a35 #252b26 #181d19'),
  dark: tuple('#eaeeeb #aeb4af #909791 #5e645f #3a3f3a #272b27 #1e211e #171a17 #0f110f #0b0d0c'),
  timing: tuple('#fdf6eb #f9ebd5 #f2d8b2 #e5c18a #d4a75e #bf8c32 #a77400 #89600e #6e4b01 #523700'),
  logic: tuple('#f8f5ff #efe9fe #e2d4fe #d1b9fe #bd9afa #a67de8 #8f63cf #7750b1 #5f3d8f #472c6c'),
  message: tuple('#f2f7ff #e3eefe #c8defe #a6c9fe #7db1fe #5596f6 #3a7ddd #2a67bd #1c509a #133b74'),
  data: tuple('#edfafc #d9f2f8 #b7e6f0 #8fd4e3 #62bfd1 #31a8bc #078ea2 #027687 #045d6b #024550'),
  sales: tuple('#fff3f8 #ffe4f0 #ffcce2 #fdaad1 #f089bc #dc69a4 #c24e8c #a53c75 #852c5d #641f45'),
  red: tuple('#fff4f3 #ffe6e4 #fecfcb #fdb1aa #fd8981 #f55c58 #da3d3e #ba2b2e #971b20 #721216'),
  yellow: tuple('#fff5ed #fee8d6 #fed3af #fab77c #ed9a49 #d77e16 #b56a10 #97570a #784408 #5b3100'),
};
