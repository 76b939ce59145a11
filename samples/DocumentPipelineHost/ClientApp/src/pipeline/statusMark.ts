import type { StringKey } from '../i18n/strings';
import type { ProgressStatus } from './types';

/** What a card or a stage can show: the protocol's statuses, and what is so only on the page. */
export type ShownStatus =
  | ProgressStatus
  | 'unknown'
  | 'partly'
  | 'queued'
  | 'sending'
  | 'paused'
  | 'offline'
  | 'reselect'
  | 'stored'
  | 'exists'
  | 'notRun';

interface Mark {
  readonly emoji: string;
  readonly key: StringKey;
}

const marks: Readonly<Record<ShownStatus, Mark>> = {
  unknown: { emoji: '⏳', key: 'status.unknown' },
  partly: { emoji: '⚠️', key: 'status.partly' },
  queued: { emoji: '⏳', key: 'status.queued' },
  sending: { emoji: '🔄', key: 'status.sending' },
  paused: { emoji: '⏸️', key: 'status.paused' },
  offline: { emoji: '🔁', key: 'status.offline' },
  reselect: { emoji: '⏸️', key: 'status.reselect' },
  pending: { emoji: '⏳', key: 'status.pending' },
  processing: { emoji: '🔄', key: 'status.processing' },
  waiting: { emoji: '❓', key: 'status.waiting' },
  cancelling: { emoji: '🔄', key: 'status.cancelling' },
  interrupted: { emoji: '⏸️', key: 'status.interrupted' },
  completed: { emoji: '✅', key: 'status.completed' },
  failed: { emoji: '❌', key: 'status.failed' },
  cancelled: { emoji: '🚫', key: 'status.cancelled' },
  skipped: { emoji: '⏭️', key: 'status.skipped' },
  notRun: { emoji: '–', key: 'status.notRun' },
  stored: { emoji: '✅', key: 'status.stored' },
  exists: { emoji: '📄', key: 'status.exists' },
};

/** A status that a newer server has and this page does not know is shown as not known. */
export function statusMark(status: string): Mark {
  return marks[status as ShownStatus] ?? marks.unknown;
}

/** Nothing more happens by itself. */
export function isSettled(status: ShownStatus): boolean {
  return ['completed', 'failed', 'cancelled', 'skipped', 'stored', 'exists'].includes(status);
}

/** Ended as asked, but the reader should know something about it. */
export const warnedMark: Mark = { emoji: '⚠️', key: 'status.warned' };

/** Something moves at the moment. */
export const isRunning = (status: ShownStatus): boolean => ['processing', 'sending', 'cancelling'].includes(status);

/** It waits for its turn, or for the network. */
export const isWaiting = (status: ShownStatus): boolean => ['queued', 'pending', 'offline', 'unknown'].includes(status);
