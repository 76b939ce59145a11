import { useHostText } from '../messages/useHostText';

/** Warnings in the words of the host, translated; nothing where there are none. */
export function Warnings({ of }: { of: readonly string[] }) {
  const hostText = useHostText();
  if (of.length === 0) return null;
  return (
    <ul className="note note-warn warnings">
      {of.map((warning) => (
        <li key={warning}>
          <span className="emoji" aria-hidden="true">
            ⚠️
          </span>{' '}
          {hostText(warning)}
        </li>
      ))}
    </ul>
  );
}
