import { FolderOpen } from 'lucide-react';
import { useRef, useState, type DragEvent, type RefObject } from 'react';
import type { OptionRules } from '../api/types';
import { formatBytes } from '../i18n/format';
import { useTexts } from '../i18n/LanguageProvider';
import { droppedFiles, ofFolder, type ChosenFiles } from './droppedFiles';
import { LeftOutNote } from './LeftOutNote';
import { typeNames, acceptList } from './fileTypes';
import { useWholePageDrop } from './useWholePageDrop';

interface Props {
  readonly limits: OptionRules['limits'];
  readonly picker: RefObject<HTMLInputElement | null>;
  readonly small: boolean;
  /** With the folder's name where it was one. */
  readonly onFiles: (files: readonly File[], folder?: string) => void;
}

export function DropZone({ limits, picker, small, onFiles }: Props) {
  const { t } = useTexts();
  const [over, setOver] = useState(false);
  const [leftOut, setLeftOut] = useState<readonly string[]>([]);
  const folders = useRef<HTMLInputElement>(null);
  useWholePageDrop();

  const take = (chosen: ChosenFiles): void => {
    setLeftOut(chosen.leftOut);
    if (chosen.files.length > 0) onFiles(chosen.files, chosen.folder);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void droppedFiles(event.dataTransfer, limits.types).then(take);
  };
  const chosen = (input: HTMLInputElement): readonly File[] => {
    const files = [...(input.files ?? [])];
    // The same file can be chosen again.
    input.value = '';
    return files;
  };

  return (
    <div
      className="drop-zone"
      data-over={over}
      data-small={small}
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
        <span className="for-mouse">{over ? t('drop.active') : t('drop.more')}</span>
        <span className="for-touch">{t('drop.touch')}</span>
      </p>
      <div className="drop-buttons">
        <button
          type="button"
          className="button button-main"
          onClick={() => picker.current?.click()}
          aria-describedby="drop-limits"
        >
          {t('drop.choose')}
        </button>
        <button type="button" className="button drop-folder" onClick={() => folders.current?.click()}>
          <FolderOpen size={16} aria-hidden="true" />{t('drop.folder')}
        </button>
      </div>
      <input
        ref={picker}
        className="visually-hidden"
        type="file"
        id="files"
        multiple
        tabIndex={-1}
        aria-label={t('drop.choose')}
        accept={acceptList(limits.types)}
        onChange={(event) => take({ files: chosen(event.currentTarget), leftOut: [] })}
      />
      <input
        ref={(input) => {
          folders.current = input;
          // React knows no property of that name.
          input?.setAttribute('webkitdirectory', '');
        }}
        className="visually-hidden"
        type="file"
        id="folder"
        multiple
        tabIndex={-1}
        aria-label={t('drop.folder')}
        onChange={(event) => {
          const files = chosen(event.currentTarget);
          const [name] = files[0]?.webkitRelativePath.split('/') ?? [];
          take({ ...ofFolder(files, limits.types), ...(name ? { folder: name } : {}) });
        }}
      />
      <p className="muted drop-limits" id="drop-limits">
        {t('drop.limits', {
          types: typeNames(limits.types),
          size: formatBytes(limits.max_bytes),
          pages: limits.max_pages,
        })}
      </p>
      {leftOut.length > 0 && <LeftOutNote names={leftOut} onDismiss={() => setLeftOut([])} />}
    </div>
  );
}
