// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { useControl } from '../../src/react/index.js';
import { paint, server, wrapper } from '../fakes/reactPage.js';

describe('useControl', () => {
  it('Ask_IsPendingUntilItsAnswer_AndARefusalIsShown', async () => {
    const { result } = renderHook(() => useControl('p1'), { wrapper });
    act(() => void result.current.ask('cancel', 'too long'));
    await paint();
    expect(result.current.pending).toBe('cancel');
    const [sent] = server.socket.sentOf('control');
    expect(sent).toMatchObject({ pipeline_id: 'p1', action: 'cancel', reason: 'too long' });
    server.socket.push({ type: 'error', code: 'not_controllable', message: 'No.', request_id: sent?.['request_id'] });
    await paint();
    expect(result.current.pending).toBeUndefined();
    expect(result.current.error).toMatchObject({ code: 'not_controllable' });
  });

  it('Answer_IsPendingUntilItIsAccepted_AndALaterOneIsTold', async () => {
    const { result } = renderHook(() => useControl('p1'), { wrapper });
    act(() => void result.current.answer('duplicate', 'yes'));
    await paint();
    expect(result.current.pending).toBe('answer');
    const [sent] = server.socket.sentOf('control');
    expect(sent).toMatchObject({ pipeline_id: 'p1', action: 'answer', question_id: 'duplicate', answer: 'yes' });
    server.socket.push({ type: 'error', code: 'already_answered', message: '', request_id: sent?.['request_id'] });
    await paint();
    expect(result.current).toMatchObject({ pending: undefined, error: { code: 'already_answered' } });
  });

  it('Unmount_WhileAsking_SetsNothing', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { result, unmount } = renderHook(() => useControl('p1'), { wrapper });
    act(() => void result.current.ask('cancel'));
    await paint();
    unmount();
    await paint();
    expect(error).not.toHaveBeenCalled();
    error.mockRestore();
  });
});

describe('useControl, of more than one ask', () => {
  it('AnotherPipeline_IsNeitherPendingNorRefused', async () => {
    const { result, rerender } = renderHook(({ id }) => useControl(id), { wrapper, initialProps: { id: 'p1' } });
    act(() => void result.current.ask('cancel'));
    await paint();
    expect(result.current.pending).toBe('cancel');
    rerender({ id: 'p2' });
    expect(result.current.pending).toBeUndefined();
    await paint();
    rerender({ id: 'p1' });
    await paint();
    expect(result.current.pending).toBeUndefined();
  });

  it('TwoAsks_TheNewestIsShown', async () => {
    const { result } = renderHook(() => useControl('p1'), { wrapper });
    act(() => void result.current.ask('interrupt'));
    act(() => void result.current.ask('cancel'));
    await paint();
    const [first, second] = server.socket.sentOf('control');
    server.socket.push({ type: 'error', code: 'not_controllable', message: '', request_id: first?.['request_id'] });
    await paint();
    expect(result.current).toMatchObject({ pending: 'cancel', error: undefined });
    server.socket.push({ type: 'control_accepted', request_id: second?.['request_id'] });
    await paint();
    expect(result.current).toMatchObject({ pending: undefined, error: undefined });
  });
});
