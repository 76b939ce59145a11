import { useEffect, useState } from 'react';
import { frameUrl } from '../api/calls';
import { Skeleton } from '../feedback/Skeleton';
import { useTexts } from '../i18n/LanguageProvider';

/** Pages that are turned faster than this are passed by, in milliseconds: the viewer starts again with each. */
const restMs = 300;

interface Props {
  readonly id: string;
  readonly number: number;
  readonly name: string;
}

/** The PDF in the browser's own viewer, open at that page. */
export function PdfView({ id, number, name }: Props) {
  const { t } = useTexts();
  const [shown, show] = useState(number);
  const [loaded, load] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => show(number), restMs);
    return () => clearTimeout(timer);
  }, [number]);
  // Another page of the same file is no navigation to the viewer, so each page has a frame of its own.
  return (
    <div className="pdf-pane" aria-busy={loaded !== shown}>
      {loaded !== shown && <Skeleton lines={12} />}
      <iframe
        key={shown}
        className="pdf-view"
        title={t('reader.pdf', { name })}
        src={frameUrl(id, shown)}
        onLoad={() => load(shown)}
      />
    </div>
  );
}
