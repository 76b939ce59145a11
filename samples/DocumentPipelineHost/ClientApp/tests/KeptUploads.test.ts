import { afterEach, describe, expect, it } from 'vitest';
import { KeptUploads } from '../src/sending/KeptUploads';
import type { UploadItem } from '../src/sending/uploadItem';
import { upload } from './states';

const living = new Set<string>();
Object.defineProperty(navigator, 'locks', {
  configurable: true,
  value: {
    request: (name: string, hold: () => Promise<void>) => {
      living.add(name);
      return hold().then(() => void living.delete(name));
    },
    query: () => Promise.resolve({ held: [...living].map((name) => ({ name })) }),
  },
});

async function adopt(kept: KeptUploads): Promise<readonly UploadItem[]> {
  const taken: UploadItem[] = [];
  await kept.adopt((items) => taken.push(...items));
  return taken;
}

afterEach(() => {
  localStorage.clear();
  living.clear();
});

describe('KeptUploads', () => {
  it('adopt_TabThatIsGone_TakesItsUploadsOnceAndNotWhatIsDone', async () => {
    const first = new KeptUploads('anna', 'tab-1');
    first.keep([
      upload({ key: 'a', phase: 'sending' }),
      upload({ key: 'b', phase: 'accepted' }),
      upload({ key: 'c', phase: 'failed' }),
    ]);
    first.close();
    await Promise.resolve();
    expect((await adopt(new KeptUploads('anna', 'tab-2'))).map(({ key }) => key)).toEqual(['a', 'c']);
    expect(await adopt(new KeptUploads('anna', 'tab-3'))).toEqual([]);
  });

  it('adopt_TabThatLives_KeepsItsOwn', async () => {
    new KeptUploads('anna', 'tab-1').keep([upload({ phase: 'sending' })]);
    expect(await adopt(new KeptUploads('anna', 'tab-2'))).toEqual([]);
  });

  it('adopt_AnotherUser_FindsNothing', async () => {
    const first = new KeptUploads('anna', 'tab-1');
    first.keep([upload({ phase: 'sending' })]);
    first.close();
    await Promise.resolve();
    for (const other of ['ann', 'ann/a', 'anna/tab-1'])
      expect(await adopt(new KeptUploads(other, 'tab-2'))).toEqual([]);
    expect(await adopt(new KeptUploads('', 'tab-2'))).toEqual([]);
    KeptUploads.forget();
    expect(localStorage.length).toBe(0);
  });

  it('forget_InThisTab_KeepsNothingMore', () => {
    const kept = new KeptUploads('anna', 'tab-1');
    kept.keep([upload({ key: 'a' })]);
    kept.keep([upload({ key: 'b' })]);
    KeptUploads.forget();
    kept.keep([upload({ key: 'c' })]);
    dispatchEvent(new Event('pagehide'));
    kept.close();
    expect(localStorage.length).toBe(0);
    new KeptUploads('anna', 'tab-1').keep([upload({ key: 'd' })]);
    expect(localStorage.length).toBe(1);
  });

  it('forget_InAnotherTab_KeepsNothingMore', () => {
    const kept = new KeptUploads('anna', 'tab-1');
    kept.keep([upload({ key: 'a' })]);
    // The event that a browser sends to this tab when another one forgets.
    dispatchEvent(new StorageEvent('storage', { key: 'dpa.uploads.forget', newValue: '1' }));
    kept.keep([upload({ key: 'b' })]);
    kept.close();
    expect(localStorage.length).toBe(0);
  });
});
