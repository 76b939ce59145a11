import { useEffect, useState } from 'react';
import type { OptionRules } from '../api/types';
import { useTexts } from '../i18n/LanguageProvider';
import { optionNames } from './optionNames';
import type { Notice } from './useChoice';

/** Long enough to read a sentence twice, in milliseconds. */
const shownFor = 8000;

/** Shows for a short time which other options a switch changed. It floats: it takes no space and moves nothing. */
export function ChoiceNotice({ rules, notice }: { rules: OptionRules; notice: Notice | null }) {
  const texts = useTexts();
  const { t } = texts;
  const [read, setRead] = useState<Notice | null>(null);
  const shown = notice === read ? null : notice;

  useEffect(() => {
    if (!notice) return undefined;
    const timer = setTimeout(() => setRead(notice), shownFor);
    return () => clearTimeout(timer);
  }, [notice]);

  return (
    <p className="options-notice" role="status" data-shown={shown !== null}>
      {shown &&
        t(shown.kind === 'on' ? 'options.turnedOn' : 'options.turnedOff', {
          name: optionNames(rules, [shown.option], texts),
          others: optionNames(rules, shown.along, texts),
        })}
    </p>
  );
}
