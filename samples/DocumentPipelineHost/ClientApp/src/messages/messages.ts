import catalogue from '../../../../DocumentEngine/Messages/messages.json';
import type { Language, LocalText } from '../i18n/language';

/** A message of the server, as data: its code and its values by name. */
export interface Message {
  readonly code: string;
  readonly args: Readonly<Record<string, string>>;
}

interface Template {
  readonly code: string;
  readonly text: LocalText;
  /** The number of its fixed characters: of two templates that match, the one with more is more specific. */
  readonly words: number;
  readonly patterns: readonly RegExp[];
}

const place = /\{([a-z_]+)(:n)?\}/g;

const templates: readonly Template[] = Object.entries(catalogue as Record<string, LocalText>)
  .map(([code, text]) => ({
    code,
    text,
    words: text.en.replace(place, '').length,
    patterns: [pattern(text.en), pattern(text.zh)],
  }))
  .sort((a, b) => b.words - a.words || (a.code < b.code ? -1 : 1));

const plain = new Map<string, Template>();
for (const template of templates) {
  if (template.text.en.match(place)) continue;
  plain.set(template.text.en, template);
  plain.set(template.text.zh, template);
}

const filled = templates.filter((template) => template.text.en.match(place));

/** A page shows the same texts again and again. */
const known = new Map<string, Message | null>();
const mostKnown = 2000;

/** The message that a text of the server was made from; null for any other text, such as words of a document. */
export function readMessage(text: string): Message | null {
  let message = known.get(text);
  if (message === undefined) {
    message = find(text);
    if (known.size >= mostKnown) known.clear();
    known.set(text, message);
  }
  return message;
}

function find(text: string): Message | null {
  const whole = plain.get(text);
  if (whole !== undefined) return { code: whole.code, args: {} };
  for (const template of filled) {
    for (const each of template.patterns) {
      const match = each.exec(text);
      if (match !== null) return { code: template.code, args: { ...match.groups } };
    }
  }
  return null;
}

/**
 * A text of the server in the reader's language, whatever the upload's was; unchanged where it is no text of the
 * catalogue.
 */
export function messageIn(language: Language, text: string): string {
  const message = readMessage(text);
  return message === null ? text : formatMessage(language, message);
}

/** A message in a language; values that are messages themselves (a reason within a sentence) too. */
export function formatMessage(language: Language, message: Message): string {
  const text = (catalogue as Record<string, LocalText>)[message.code];
  if (text === undefined) return message.code;
  return text[language].replace(place, (_, name: string) => messageIn(language, message.args[name] ?? ''));
}

function pattern(text: string): RegExp {
  let source = '^';
  let from = 0;
  for (const match of text.matchAll(place)) {
    source +=
      escaped(text.slice(from, match.index)) +
      `(?<${match[1]}>${match[2] === undefined ? '.*?' : '[0-9]+(?:[.,][0-9]+)*'})`;
    from = match.index + match[0].length;
  }
  return new RegExp(`${source}${escaped(text.slice(from))}$`, 's');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
