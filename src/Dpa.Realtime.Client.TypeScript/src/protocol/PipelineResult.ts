/** What a pipeline made, or where it is, as its producer gave it with the end. */
export interface PipelineResult {
  /** Absolute or relative. Look at its scheme before you make a link of it. */
  readonly uri?: string;
  readonly text?: string;
  /** Further values by name. */
  readonly attributes?: Readonly<Record<string, string>>;
}
