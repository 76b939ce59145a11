import type { JSX, ReactNode } from 'react';
import type { ConnectionSnapshot, PipelineState, RealtimeClient, WatchOptions } from '../index.js';

/** Starts the client on mount; whoever made it closes it. */
export declare function RealtimeProvider(props: { readonly client: RealtimeClient; readonly children?: ReactNode }): JSX.Element;
export declare function useRealtimeClient(): RealtimeClient;
export declare function usePipeline(pipelineId: string | undefined, options?: WatchOptions): PipelineState | undefined;
export declare function useMyPipelines(): readonly PipelineState[];
export declare function useConnection(): ConnectionSnapshot;
export declare function useSmoothPercent(percent: number, attempt?: number): number;
