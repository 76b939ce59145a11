import type { ControlAction } from './ControlAction.js';
import type { Position } from './Position.js';

/** Everything this client says (docs/protocol.md#messages-from-the-client). */
export type ClientFrame =
  | {
      readonly type: 'subscribe_pipeline';
      readonly pipeline_ids: readonly string[];
      readonly positions?: Readonly<Record<string, Position>> | undefined;
      readonly detail?: 'pipeline' | 'summary';
      readonly max_hz?: number;
      readonly wait?: true;
    }
  | { readonly type: 'unsubscribe_pipeline'; readonly pipeline_ids: readonly string[] }
  | { readonly type: 'subscribe_user'; readonly detail?: 'pipeline' | 'summary'; readonly max_hz?: number }
  | { readonly type: 'unsubscribe_user' }
  | { readonly type: 'get_status' }
  | {
      readonly type: 'control';
      readonly pipeline_id: string;
      readonly action: ControlAction;
      readonly reason?: string;
      readonly request_id: string;
    }
  | { readonly type: 'authenticate'; readonly ticket: string }
  | { readonly type: 'ping' | 'pong'; readonly timestamp?: string | undefined };

/** The name of the protocol, offered when the socket is opened. */
export const subProtocol = 'dpa.realtime.v1';
