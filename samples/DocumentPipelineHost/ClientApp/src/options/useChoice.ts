import { useCallback, useState } from 'react';
import type { OptionRules } from '../api/types';
import { browserStorage } from '../session/browserStorage';
import { defaultChoice, normalise, turnOff, turnOn, type Choice } from './rules';

const storageKey = 'dpa.options';

/** What a switch took along, for the person to read. */
export interface Notice {
  readonly kind: 'on' | 'off';
  readonly option: string;
  readonly along: readonly string[];
}

export interface ChoiceControl {
  readonly choice: Choice;
  readonly notice: Notice | null;
  readonly toggle: (id: string) => void;
  readonly take: (ids: readonly string[]) => void;
}

function remembered(rules: OptionRules): Choice {
  try {
    const stored: unknown = JSON.parse(browserStorage.read(storageKey) ?? 'null');
    if (Array.isArray(stored)) return normalise(rules, stored.map(String));
  } catch {
    // Not ours, or written by an older page: the defaults hold.
  }
  return defaultChoice(rules);
}

/**
 * The chosen options: of a document where it begins with those, else the last choice of this browser, which is
 * remembered.
 */
export function useChoice(rules: OptionRules, begin?: () => Iterable<string>): ChoiceControl {
  const isOwn = begin === undefined;
  const [held, hold] = useState<{ choice: Choice; notice: Notice | null }>(() => ({
    choice: begin ? normalise(rules, begin()) : remembered(rules),
    notice: null,
  }));

  const set = useCallback((choice: Choice, notice: Notice | null) => {
    if (isOwn) browserStorage.write(storageKey, JSON.stringify([...choice]));
    hold({ choice, notice });
  }, [isOwn]);

  const toggle = (id: string): void => {
    const kind = held.choice.has(id) ? 'off' : 'on';
    const change = (kind === 'off' ? turnOff : turnOn)(rules, held.choice, id);
    set(change.choice, change.along.length > 0 ? { kind, option: id, along: change.along } : null);
  };

  return { ...held, toggle, take: (ids) => set(normalise(rules, ids), null) };
}
