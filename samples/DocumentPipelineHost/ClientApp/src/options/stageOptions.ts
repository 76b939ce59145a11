const optionOf: Readonly<Record<string, string>> = {
  index: 'create_index',
  summary: 'generate_summary',
  analysis: 'deep_analysis',
};

/** The options, as a form has them, whose work these stages are. */
export function optionsOf(stages: readonly string[]): Readonly<Record<string, boolean>> {
  return Object.fromEntries(Object.entries(optionOf).map(([stage, option]) => [option, stages.includes(stage)]));
}
