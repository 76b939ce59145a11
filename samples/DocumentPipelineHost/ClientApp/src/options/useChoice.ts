import { useCallback, useState } from 'react';
import type { OptionRules } from '../api/types';
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
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? 'null');
    if (Array.isArray(stored)) return normalise(rules, stored.map(String));
  } catch {
    // Not ours, or written by an older page: the defaults hold.
  }
  return defaultChoice(rules);
}

/** The chosen options; the last choice is remembered in this browser. */
export function useChoice(rules: OptionRules): ChoiceControl {
  const [held, hold] = useState<{ choice: Choice; notice: Notice | null }>(() => ({
    choice: remembered(rules),
    notice: null,
  }));

  const set = useCallback((choice: Choice, notice: Notice | null) => {
    localStorage.setItem(storageKey, JSON.stringify([...choice]));
    hold({ choice, notice });
  }, []);

  const toggle = (id: string): void => {
    const kind = held.choice.has(id) ? 'off' : 'on';
    const change = (kind === 'off' ? turnOff : turnOn)(rules, held.choice, id);
    set(change.choice, change.along.length > 0 ? { kind, option: id, along: change.along } : null);
  };

  return { ...held, toggle, take: (ids) => set(normalise(rules, ids), null) };
}
