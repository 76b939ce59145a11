import { expect, it } from 'vitest';

type Measure = (entry: string) => Promise<readonly { readonly name: string; readonly bytes: number }[]>;

it('Core_AsAnApplicationBundlesIt_IsUnderSixKilobytes', async () => {
  const script: string = new URL('../../measure-size.mjs', import.meta.url).href;
  const { measure } = (await import(script)) as { readonly measure: Measure };
  const [core, ...rooms] = await measure('.');
  expect(core?.bytes).toBeLessThan(6 * 1024);
  expect(rooms.map((room) => room.name).sort()).toEqual(['SharedLink', 'extras', 'recovery']);
});
