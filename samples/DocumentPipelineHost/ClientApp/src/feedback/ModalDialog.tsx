import { useEffect, useId, useRef, type ReactNode } from 'react';
import '../styles/menus.css';

interface Props {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  /** Drawn only while it is open. */
  readonly children: ReactNode;
}

/**
 * A question that the rest of the page waits for: the browser's own dialog, which keeps the focus and closes on Esc.
 * Radix's modal dialog adds a style element, which the policy of the page refuses.
 */
export function ModalDialog({ title, open, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      {open && (
        <div className="dialog-body">
          <h2 className="dialog-title" id={titleId}>
            {title}
          </h2>
          {children}
        </div>
      )}
    </dialog>
  );
}
