import { useState, type DragEvent, type RefObject } from 'react';
import type { OptionRules } from '../api/types';
import { formatBytes } from '../i18n/format';
import { useTexts } from '../i18n/LanguageProvider';
import { droppedFiles } from './droppedFiles';
import { typeNames, acceptList } from './fileTypes';
import { useWholePageDrop } from './useWholePageDrop';

interface Props {
  readonly limits: OptionRules['limits'];
  readonly picker: RefObject<HTMLInputElement | null>;
  readonly onFiles: (files: readonly File[]) => void;
}

export function DropZone({ limits, picker, onFiles }: Props) {
  const { t } = useTexts();
  const [over, setOver] = useState(false);
  const [folder, setFolder] = useState(false);
  useWholePageDrop();

  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const dropped = droppedFiles(event.dataTransfer);
    setFolder(dropped.folders);
    if (dropped.files.length > 0) onFiles(dropped.files);
  };

  return (
    <div
      className="drop-zone"
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={drop}
    >
      <svg className="drop-picture" viewBox="0 0 48 48" aria-hidden="true">
        <path d="M24 31V11m0 0-8 8m8-8 8 8" />
        <path d="M9 31v5a4 4 0 0 0 4 4h22a4 4 0 0 0 4-4v-5" />
      </svg>
      <p className="drop-title">
        <span className="for-mouse">{over ? t('drop.active') : t('drop.title')}</span>
        <span className="for-touch">{t('drop.touch')}</span>
      </p>
      <button type="button" className="button button-main" onClick={() => picker.current?.click()} aria-describedby="drop-limits">
        {t('drop.choose')}
      </button>
      <input
        ref={picker}
        className="visually-hidden"
        type="file"
        multiple
        tabIndex={-1}
        aria-label={t('drop.choose')}
        accept={acceptList(limits.types)}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          // The same file can be chosen again.
          event.currentTarget.value = '';
          setFolder(false);
          if (files.length > 0) onFiles(files);
        }}
      />
      <p className="muted" id="drop-limits">
        {t('drop.limits', { types: typeNames(limits.types), size: formatBytes(limits.max_bytes) })}
      </p>
      {folder && (
        <p className="note note-warn" role="alert">
          {t('error.folder')}
        </p>
      )}
    </div>
  );
}
