import type { Language } from './language';
import { locale } from './number';
import { translate } from './translate';

const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/**
 * A span of time that has passed: nothing below a tenth of a second, tenths below ten seconds, minutes from 60 s, hours
 * from 60 min.
 */
export function formatDuration(language: Language, milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 0.1) return '';
  if (seconds < 10) return translate(language, 'time.seconds', { s: seconds.toFixed(1) });
  const whole = Math.round(seconds);
  if (whole < 60) return translate(language, 'time.seconds', { s: whole });
  if (whole < 3600) return translate(language, 'time.minutes', { m: Math.floor(whole / 60), s: whole % 60 });
  return translate(language, 'time.hours', { h: Math.floor(whole / 3600), m: Math.floor((whole % 3600) / 60) });
}

/** What has passed of something that runs, in whole seconds: nothing during the first. */
export function formatElapsed(language: Language, milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 1) return '';
  return seconds < 60 ? translate(language, 'time.seconds', { s: seconds }) : formatDuration(language, seconds * 1000);
}

/** What is left, rounded as an estimate deserves; never "0 s" while something runs. */
export function formatEta(language: Language, milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds <= 1) return translate(language, 'eta.almost');
  if (seconds < 60) return translate(language, 'eta.seconds', { s: seconds });
  return translate(language, 'eta.minutes', { n: Math.max(1, Math.round(seconds / 60)) });
}

/** A time that is not known better than within these bounds, in milliseconds. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** What is left, as a range: "about 20–40 s left"; one number where both ends are the same. */
export function formatRange(language: Language, { from, to }: TimeRange): string {
  const high = Math.ceil(to / 1000);
  const low = Math.ceil(from / 1000);
  if (high <= 1 || low < 1) return formatEta(language, to);
  if (high < 60)
    return low === high ? formatEta(language, to) : translate(language, 'eta.range.seconds', { from: low, to: high });
  if (low < 60) return translate(language, 'eta.range.mixed', { from: low, to: Math.max(1, Math.round(high / 60)) });
  const minutes = { from: Math.round(low / 60), to: Math.round(high / 60) };
  return minutes.from === minutes.to ? formatEta(language, to) : translate(language, 'eta.range.minutes', minutes);
}

/** A span of time as a range: "1–4 s"; at least a second, as exact as a range deserves. */
export function formatSpan(language: Language, { from, to }: TimeRange): string {
  const low = Math.max(1, Math.round(from / 1000));
  const high = Math.max(low, Math.ceil(to / 1000));
  if (high >= 60) return `${formatElapsed(language, low * 1000)} – ${formatElapsed(language, high * 1000)}`;
  return translate(language, 'time.seconds', { s: low === high ? low : `${low}–${high}` });
}

export function formatDate(language: Language, iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  return new Intl.DateTimeFormat(locale(language), { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}

export function formatTime(language: Language, iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  return new Intl.DateTimeFormat(locale(language), { timeStyle: 'medium' }).format(date);
}
