import { RealtimeClient } from '@dpa/realtime';
import { RealtimeProvider } from '@dpa/realtime/react';
import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { address } from '../api/address';
import { requestHeaders } from '../api/http';
import { DocumentList, type DocumentListState } from '../documents/DocumentList';
import { UploadQueue } from '../upload/UploadQueue';
import type { UploadItem } from '../upload/uploadItem';

/** What lives as long as the user stays the same, whichever page is shown. */
export interface Room {
  readonly client: RealtimeClient;
  readonly uploads: UploadQueue;
  readonly documents: DocumentList;
}

const WorkspaceContext = createContext<Room | null>(null);

function open(userId: string): Room {
  // The antiforgery header goes with the client's own posts as with all others.
  const client = new RealtimeClient({
    userId,
    baseUrl: address('/'),
    shareTabs: true,
    headers: () => requestHeaders('POST'),
  });
  const room = { client, uploads: new UploadQueue(), documents: new DocumentList() };
  room.uploads.onAccepted = room.documents.refresh;
  return room;
}

function close(room: Room): void {
  room.client.close();
  room.uploads.close();
  room.documents.close();
}

/** Opens the connection, the upload queue and the document list of a user; give it the user's id as `key` too. */
export function Workspace({ userId, children }: { userId: string; children: ReactNode }) {
  const [room, setRoom] = useState<Room | null>(null);
  useEffect(() => {
    const opened = open(userId);
    void opened.documents.reload();
    setRoom(opened);
    return () => close(opened);
  }, [userId]);

  return room && <RoomProvider room={room}>{children}</RoomProvider>;
}

/** Gives the components below it their room. */
export function RoomProvider({ room, children }: { room: Room; children: ReactNode }) {
  return (
    <WorkspaceContext value={room}>
      <RealtimeProvider client={room.client}>{children}</RealtimeProvider>
    </WorkspaceContext>
  );
}

function useRoom(): Room {
  const room = useContext(WorkspaceContext);
  if (!room) throw new Error('This component needs a Workspace above it.');
  return room;
}

export const useUploadQueue = (): UploadQueue => useRoom().uploads;
export const useDocumentList = (): DocumentList => useRoom().documents;

export function useUploads(): readonly UploadItem[] {
  const { uploads } = useRoom();
  return useSyncExternalStore(uploads.subscribe, () => uploads.items);
}

export function useDocuments(): DocumentListState {
  const { documents } = useRoom();
  return useSyncExternalStore(documents.subscribe, () => documents.state);
}
