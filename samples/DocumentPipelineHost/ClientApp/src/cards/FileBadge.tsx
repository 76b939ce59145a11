/** The kind of file in three or four letters, from its name; decoration only. */
export function FileBadge({ name }: { name: string }) {
  const extension = /\.([a-z0-9]{1,4})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return (
    <span className="file-badge" data-kind={extension} aria-hidden="true">
      {extension === '' ? '•' : extension}
    </span>
  );
}
