import type { OptionRules, ProcessingOption } from '../api/types';

/** The ids of the options that are on. */
export type Choice = ReadonlySet<string>;

/** A choice after a change, and what else had to change with it. */
export interface Change {
  readonly choice: Choice;
  readonly along: readonly string[];
}

/** The upload itself: always on, never a switch. */
export const uploadOption = 'upload';

/** The stage that each option runs. */
export const stageOf: Readonly<Record<string, string>> = {
  upload: 'upload',
  create_index: 'index',
  generate_summary: 'summary',
  deep_analysis: 'analysis',
};

const byId = (rules: OptionRules, id: string): ProcessingOption | undefined =>
  rules.options.find((option) => option.id === id);

/** Everything that `id` needs, itself not included. */
export function neededBy(rules: OptionRules, id: string): ReadonlySet<string> {
  const needed = new Set<string>();
  const visit = (current: string): void => {
    for (const need of byId(rules, current)?.needs ?? []) {
      if (need === id || needed.has(need)) continue;
      needed.add(need);
      visit(need);
    }
  };
  visit(id);
  return needed;
}

/** Why an option cannot be chosen: the first of itself and its needs that is not available. */
export function blockedBy(rules: OptionRules, id: string): ProcessingOption | undefined {
  return [id, ...neededBy(rules, id)]
    .map((each) => byId(rules, each))
    .find((option) => option !== undefined && !option.available);
}

/** The options that are switches for the person: a step that runs by itself with others (parsing) is none. */
export function switches(rules: OptionRules): readonly ProcessingOption[] {
  return rules.options.filter((option) => option.id in stageOf);
}

const inOrder = (rules: OptionRules, ids: Iterable<string>): string[] => {
  const wanted = new Set(ids);
  return switches(rules)
    .map((option) => option.id)
    .filter((id) => wanted.has(id));
};

export function turnOn(rules: OptionRules, choice: Choice, id: string): Change {
  if (!byId(rules, id) || blockedBy(rules, id)) return { choice, along: [] };
  const needed = neededBy(rules, id);
  const along = inOrder(rules, [...needed].filter((need) => !choice.has(need)));
  return { choice: new Set([...choice, ...needed, id]), along };
}

export function turnOff(rules: OptionRules, choice: Choice, id: string): Change {
  if (id === uploadOption) return { choice, along: [] };
  const dependants = [...choice].filter((other) => neededBy(rules, other).has(id));
  const off = new Set([id, ...dependants]);
  const kept = inOrder(rules, choice).filter((each) => !off.has(each));
  return { choice: normalise(rules, kept), along: inOrder(rules, dependants) };
}

/** A wished set of switches made valid: unknown and unavailable ones left out, what the others need added. */
export function normalise(rules: OptionRules, wished: Iterable<string>): Choice {
  let choice: Choice = new Set([uploadOption]);
  for (const id of inOrder(rules, wished)) choice = turnOn(rules, choice, id).choice;
  return choice;
}

export function defaultChoice(rules: OptionRules): Choice {
  return normalise(rules, rules.options.filter((option) => option.default).map((option) => option.id));
}

export function sameChoice(rules: OptionRules, a: Choice, b: Choice): boolean {
  return inOrder(rules, a).join() === inOrder(rules, b).join();
}

/** Whether the choice is one that has a name. */
export const isPreset = (rules: OptionRules, choice: Choice): boolean =>
  rules.presets.some(({ options }) => sameChoice(rules, choice, normalise(rules, options)));

/** The stages that will run, in order. Whatever reads the text has it parsed first. */
export function stagesOf(rules: OptionRules, choice: Choice): readonly string[] {
  const chosen = inOrder(rules, [uploadOption, ...choice]).map((id) => stageOf[id] ?? id);
  const [first = uploadOption, ...rest] = chosen;
  return rest.length === 0 ? [first] : [first, 'parse', ...rest];
}

/** The upload's form fields: all options, each with its value. */
export function formFields(choice: Choice): Readonly<Record<string, boolean>> {
  const processing = ['generate_summary', 'create_index', 'deep_analysis'];
  return {
    upload_only: !processing.some((id) => choice.has(id)),
    ...Object.fromEntries(processing.map((id) => [id, choice.has(id)])),
  };
}
