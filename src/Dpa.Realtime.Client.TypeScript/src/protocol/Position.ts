/**
 * Where a pipeline stands: an epoch (UUIDv7, later ones compare greater as text) and the version within it. Protocol
 * section 1.
 */
export interface Position {
  readonly epoch: string;
  readonly version: number;
}
