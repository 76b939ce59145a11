import { createContext, useContext, useEffect, type JSX, type ReactNode } from 'react';
import type { RealtimeClient } from '../RealtimeClient.js';

const ClientContext = createContext<RealtimeClient | undefined>(undefined);

/** Provides the client to the hooks below it, and starts it. The code that created the client closes it. */
export function RealtimeProvider({
  client,
  children,
}: {
  readonly client: RealtimeClient;
  readonly children?: ReactNode;
}): JSX.Element {
  useEffect(() => client.start(), [client]);
  return <ClientContext.Provider value={client}>{children}</ClientContext.Provider>;
}

/** The client of the nearest provider. */
export function useRealtimeClient(): RealtimeClient {
  const client = useContext(ClientContext);
  if (!client) throw new Error('Put the component inside <RealtimeProvider client={client}>.');
  return client;
}
