import { createContext, useContext, useState, useSyncExternalStore, type ReactNode } from 'react';
import { Announcer } from './Announcer';

const AnnouncerContext = createContext<Announcer | null>(null);

function LiveRegion({ announcer }: { announcer: Announcer }) {
  const text = useSyncExternalStore(announcer.subscribe, () => announcer.text);
  return (
    <div className="visually-hidden" aria-live="polite">
      {text}
    </div>
  );
}

export function AnnouncerProvider({ children }: { children: ReactNode }) {
  const [announcer] = useState(() => new Announcer());
  return (
    <AnnouncerContext value={announcer}>
      {children}
      <LiveRegion announcer={announcer} />
    </AnnouncerContext>
  );
}

export function useAnnouncer(): Announcer {
  const announcer = useContext(AnnouncerContext);
  if (!announcer) throw new Error('useAnnouncer needs an AnnouncerProvider above it.');
  return announcer;
}
