import { act, cleanup, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { request } from '../src/api/http';
import { useDismissed } from '../src/cards/useDismissed';
import { useSession, type SessionControl } from '../src/shell/useSession';
import { useUploadQueue, useUserId, Workspace } from '../src/workspace/Workspace';
import type { UploadQueue } from '../src/sending/UploadQueue';

let queue: UploadQueue;
let control: SessionControl;
let dismiss: (keys: readonly string[]) => void;
/** Who is signed in, for the host; changed while the page does not know it. */
let user: string | undefined;
let answers: boolean;
/** Requests that were not answered yet. */
let held: ((answer: Response) => void)[];

function Probe() {
  queue = useUploadQueue();
  dismiss = useDismissed(useUserId()).dismiss;
  return <p>{useUserId()}</p>;
}

/** As the page does it: a workspace while somebody is signed in. */
function Page() {
  control = useSession();
  const { session } = control;
  if (session.state !== 'ready') return null;
  const { user_id: id } = session.value;
  return id ? <Workspace key={id} userId={id}><Probe /></Workspace> : <p>signed out</p>;
}

const session = (): Response => new Response(JSON.stringify({ user_id: user ?? null, users: [] }));
const kept = (): readonly string[] =>
  Object.keys(localStorage).filter((name) => /^dpa\.(uploads|dismissed)\./.test(name));
const add = (name: string) => act(() => queue.add([new File(['x'], name)], { options: {}, stages: [], maxBytes: 100 }));
const settle = () => act(async () => void (await new Promise((done) => setTimeout(done))));

beforeEach(() => {
  user = 'anna';
  answers = true;
  held = [];
  vi.stubGlobal('WebSocket', undefined);
  vi.stubGlobal('fetch', (url: string, { method }: RequestInit) =>
    new Promise<Response>((answer) => {
      if (url.endsWith('/api/v2/options')) answer(new Response('{}', { status: 401 }));
      if (!url.endsWith('/api/v1/session')) return;
      if (method === 'DELETE') user = undefined;
      if (answers) answer(session());
      else held.push(answer);
    }),
  );
});

afterEach(() => {
  cleanup();
  localStorage.clear();
  location.hash = '';
  vi.unstubAllGlobals();
});

describe('useSession', () => {
  const open = async (): Promise<void> => {
    render(<Page />);
    await screen.findByText('anna');
  };

  it('leave_WithOpenUploads_LeavesNothingOfThemInTheBrowser', async () => {
    await open();
    add('secret.txt');
    act(() => dismiss(['doc-1']));
    expect(kept()).toHaveLength(2);

    answers = false;
    act(() => control.leave());
    // Before the answer is here, the workspace is still open and its uploads go on.
    add('another.txt');
    expect(kept()).toEqual([]);
    answers = true;
    act(() => control.leave());
    await screen.findByText('signed out');
    expect(kept()).toEqual([]);
  });

  it('refusedAsNobodys_AsksWhoIsSignedIn_AndShowsTheSignIn', async () => {
    await open();
    user = undefined;
    await act(() => request('/api/v2/options').catch(() => undefined));
    await screen.findByText('signed out');
  });

  it('anotherTabSignsOut_ThisOneDoesToo', async () => {
    await open();
    user = undefined;
    act(() => void dispatchEvent(new StorageEvent('storage', { key: 'dpa.session', newValue: 'x' })));
    await screen.findByText('signed out');
  });

  it('noAnswer_WhatIsShownStays', async () => {
    await open();
    answers = false;
    act(() => void dispatchEvent(new StorageEvent('storage', { key: 'dpa.session', newValue: 'x' })));
    await settle();
    expect(screen.getByText('anna')).toBeTruthy();
  });

  it('answerToAnOlderQuestion_ComesAfterANewerOne_IsNotTaken', async () => {
    await open();
    answers = false;
    const doubt = (): void => void dispatchEvent(new StorageEvent('storage', { key: 'dpa.session', newValue: 'x' }));
    act(doubt); // asked while it is still anna
    const [older] = held.splice(0);
    const former = session();
    answers = true;
    user = 'ben';
    act(() => control.become('ben'));
    await screen.findByText('ben');
    await act(async () => older?.(former));
    await settle();
    expect(screen.getByText('ben')).toBeTruthy();
  });

  it('doubtWhileAsking_AsksOnceMore', async () => {
    await open();
    answers = false;
    const doubt = (): void => void dispatchEvent(new StorageEvent('storage', { key: 'dpa.session', newValue: 'x' }));
    act(doubt);
    const former = session();
    user = undefined;
    act(doubt);
    answers = true;
    expect(held).toHaveLength(1);
    act(() => held.splice(0)[0]?.(former));
    await screen.findByText('signed out');
  });

  it('anotherUser_NothingOfTheFormerIsLeft_InTheAddressOrTheBrowser', async () => {
    await open();
    add('secret.txt');
    act(() => dismiss(['doc-1']));
    location.hash = '#/documents/doc-1/pages/3?q=payroll';
    user = 'ben';
    act(() => control.enter({ user_id: 'ben', users: [], development: false, password: true, provider: false }));
    await screen.findByText('ben');
    await waitFor(() => expect(location.hash).toBe('#/documents'));
    expect(kept().filter((name) => name.includes('anna'))).toEqual([]);
  });
});
