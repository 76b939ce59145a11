import { useRef, useState } from 'react';
import { formatBytes } from '../i18n/format';
import { useTexts } from '../i18n/LanguageProvider';
import { share, wholePercent } from '../pipeline/percent';
import { useUploadQueue } from '../workspace/Workspace';
import type { UploadItem } from '../sending/uploadItem';

/** After a reload the browser gives no file back: the person chooses it again, and the upload goes on where it was. */
export function ReselectFile({ upload }: { upload: UploadItem }) {
  const { t } = useTexts();
  const uploads = useUploadQueue();
  const picker = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState(false);
  const kept = share(upload.sentBytes, upload.size) ?? 0;
  return (
    <div className="note note-warn reselect">
      <span>
        {kept > 0 ? t('card.reselect', { percent: wholePercent(kept, false) }) : t('card.reselect.start')}
        {wrong && (
          <span role="alert"> {t('card.reselect.wrong', { name: upload.name, size: formatBytes(upload.size) })}</span>
        )}
      </span>
      <button
        type="button"
        className="button"
        aria-label={t('action.of', { action: t('action.reselect'), name: upload.name })}
        onClick={() => picker.current?.click()}
      >
        {t('action.reselect')}
      </button>
      <input
        ref={picker}
        className="visually-hidden"
        type="file"
        tabIndex={-1}
        aria-label={t('action.of', { action: t('action.reselect'), name: upload.name })}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = '';
          if (file) setWrong(!uploads.reselect(upload.key, file));
        }}
      />
    </div>
  );
}
