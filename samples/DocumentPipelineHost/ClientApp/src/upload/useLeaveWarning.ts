import { useEffect } from 'react';
import { useUploads } from '../workspace/Workspace';
import { isUnderWay } from '../sending/uploadItem';

/** Leaving the page ends what it still sends, so the browser asks first; processing goes on without the page. */
export function useLeaveWarning(): void {
  const sending = useUploads().some(isUnderWay);
  useEffect(() => {
    if (!sending) return undefined;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [sending]);
}
