/** The files of a drop; a folder gives a `File` that cannot be read, so folders are told apart and left out. */
export function droppedFiles(transfer: DataTransfer): { files: readonly File[]; folders: boolean } {
  const files: File[] = [];
  let folders = false;
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    if (item.webkitGetAsEntry()?.isDirectory) {
      folders = true;
      continue;
    }
    const file = item.getAsFile();
    if (file) files.push(file);
  }
  return { files, folders };
}
