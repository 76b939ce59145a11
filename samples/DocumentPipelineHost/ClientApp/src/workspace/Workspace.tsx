import { RealtimeClient } from '@dpa/realtime';
import { RealtimeProvider } from '@dpa/realtime/react';
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { address } from '../api/address';
import { requestHeaders } from '../api/http';
import { newQueryClient } from '../query/queryClient';
import { KeptUploads } from '../sending/KeptUploads';
import type { UploadItem } from '../sending/uploadItem';
import { UploadQueue } from '../sending/UploadQueue';
import { randomId } from '../session/randomId';
import { doubtSession } from '../session/sessionDoubt';
import { watchForHost } from '../shell/watchForHost';
import { noCrowd, type Crowd } from './crowd';
import { DocumentList } from './DocumentList';
import type { DocumentListState } from './documentPages';
import { forgetDelays } from './paintedDelays';

/** What lives as long as the user stays the same, whichever page is shown. */
export interface Services {
  readonly userId: string;
  readonly client: RealtimeClient;
  readonly uploads: UploadQueue;
  readonly documents: DocumentList;
  readonly queries: QueryClient;
  /** The work that is under way: since when, by its oldest card, and whether it is very much. */
  readonly burst: { since?: number | undefined; crowd: Crowd };
}

const WorkspaceContext = createContext<Services | null>(null);

function open(userId: string, kept: KeptUploads): Services {
  // The antiforgery header goes with the client's own posts as with all others.
  const client = new RealtimeClient({
    userId,
    baseUrl: address('/'),
    shareTabs: true,
    headers: () => requestHeaders('POST'),
  });
  const services: Services = {
    userId,
    client,
    uploads: new UploadQueue(),
    documents: new DocumentList(),
    queries: newQueryClient(),
    burst: { crowd: noCrowd },
  };
  services.uploads.onAccepted = ({ document_id: id }) => services.documents.changed(id);
  services.uploads.subscribe(() => kept.keep(services.uploads.items));
  void kept.adopt((items) => services.uploads.restore(items));
  return services;
}

/** As soon as the network, or the host, is back, uploads that wait go on and the list is read again. */
function wakeUploads({ client, uploads, documents }: Services): () => void {
  addEventListener('online', uploads.wake);
  let lost = false;
  const leave = client.onConnection(({ status, reason }) => {
    if (status === 'closed' && reason === 'unauthorized') doubtSession();
    if (status === 'live' && lost) {
      uploads.wake();
      documents.refresh();
    }
    lost = status !== 'live';
  });
  return () => {
    removeEventListener('online', uploads.wake);
    leave();
  };
}

function close(services: Services): void {
  services.client.close();
  services.uploads.close();
  services.documents.close();
  services.queries.clear();
  forgetDelays();
}

/** Opens the connection, the upload queue and the document list of a user; give it the user's id as `key` too. */
export function Workspace({ userId, children }: { userId: string; children: ReactNode }) {
  const [services, setServices] = useState<Services | null>(null);
  useEffect(() => {
    const kept = new KeptUploads(userId, randomId());
    const opened = open(userId, kept);
    void opened.documents.reload();
    setServices(opened);
    const endWakes = wakeUploads(opened);
    const endLooks = watchForHost(opened.client);
    return () => {
      endWakes();
      endLooks();
      close(opened);
      kept.close();
    };
  }, [userId]);

  return services && <ServicesProvider of={services}>{children}</ServicesProvider>;
}

/** Provides the user's workspace to the components below. */
export function ServicesProvider({ of: services, children }: { of: Services; children: ReactNode }) {
  return (
    <WorkspaceContext value={services}>
      <QueryClientProvider client={services.queries}>
        <RealtimeProvider client={services.client}>{children}</RealtimeProvider>
      </QueryClientProvider>
    </WorkspaceContext>
  );
}

function useServices(): Services {
  const services = useContext(WorkspaceContext);
  if (!services) throw new Error('This component needs a Workspace above it.');
  return services;
}

export const useUserId = (): string => useServices().userId;
export const useUploadQueue = (): UploadQueue => useServices().uploads;
export const useBurstStart = (): Services['burst'] => useServices().burst;
export const useDocumentList = (): DocumentList => useServices().documents;

export function useUploads(): readonly UploadItem[] {
  const { uploads } = useServices();
  return useSyncExternalStore(uploads.subscribe, () => uploads.items);
}

export function useDocuments(): DocumentListState {
  const { documents } = useServices();
  return useSyncExternalStore(documents.subscribe, () => documents.state);
}
