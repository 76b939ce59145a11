import type { ControlAction } from './ControlAction.js';
import type { Position } from './Position.js';

/** Every message that this client sends (docs/protocol.md#messages-from-the-client). */
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
  | {
      readonly type: 'subscribe_query';
      readonly query_id: string;
      readonly request_id: string;
      readonly detail: 'none';
      readonly owner?: string;
      readonly status?: readonly string[];
      readonly kind?: string;
      readonly limit?: number;
    }
  | { readonly type: 'unsubscribe_query'; readonly query_id: string }
  | { readonly type: 'get_status' }
  | {
      readonly type: 'control';
      readonly pipeline_id: string;
      readonly action: ControlAction;
      readonly reason?: string;
      readonly request_id: string;
    }
  | {
      readonly type: 'control';
      readonly pipeline_id: string;
      readonly action: 'answer';
      readonly question_id: string;
      readonly answer: unknown;
      readonly request_id: string;
    }
  | { readonly type: 'authenticate'; readonly ticket: string }
  | { readonly type: 'ping' | 'pong'; readonly timestamp?: string | undefined };

/** The name of the protocol, offered when the socket is opened. */
export const subProtocol = 'dpa.realtime.v1';
