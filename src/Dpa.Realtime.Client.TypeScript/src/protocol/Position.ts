/**
 * Where a pipeline stands: an epoch (UUIDv7, later ones compare greater as text) and the version within it
 * (docs/protocol.md#position).
 */
export interface Position {
  readonly epoch: string;
  readonly version: number;
}
