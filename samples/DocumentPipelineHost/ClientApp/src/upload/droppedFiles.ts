/** Files that the operating system puts into folders, and that are nobody's documents. */
const hidden = /^(\.|Thumbs\.db$|desktop\.ini$)/i;

/** What was dropped or chosen. */
export interface ChosenFiles {
  readonly files: readonly File[];
  /** Names of files in folders whose type is not accepted: they are left out, and the page reports that. */
  readonly leftOut: readonly string[];
  /** The name of the one folder, where it was one. */
  readonly folder?: string;
}

const entriesOf = (directory: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> => {
  const reader = directory.createReader();
  const all: FileSystemEntry[] = [];
  return new Promise((resolve) => {
    // A reader gives some entries at a time, and none at the end.
    const next = (): void =>
      reader.readEntries(
        (some) => {
          all.push(...some);
          if (some.length === 0) resolve(all);
          else next();
        },
        () => resolve(all),
      );
    next();
  });
};

async function filesOf(entry: FileSystemEntry): Promise<readonly File[]> {
  if (entry.isFile) {
    return new Promise((resolve) => (entry as FileSystemFileEntry).file((file) => resolve([file]), () => resolve([])));
  }
  const files: File[] = [];
  for (const each of await entriesOf(entry as FileSystemDirectoryEntry)) files.push(...(await filesOf(each)));
  return files;
}

/** The files of a drop, those in its folders too. */
export async function droppedFiles(transfer: DataTransfer, types: readonly string[]): Promise<ChosenFiles> {
  // The list is empty after the first wait, so everything is taken out of it first.
  const items = [...transfer.items].filter((item) => item.kind === 'file');
  const parts = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const loose = parts.flatMap(({ entry, file }) => (entry?.isDirectory || !file ? [] : [file]));
  const folders = parts.flatMap(({ entry }) => (entry?.isDirectory ? [entry] : []));
  const inside: File[] = [];
  for (const folder of folders) inside.push(...(await filesOf(folder)));
  const chosen = ofFolder(inside, types);
  const [only] = folders;
  return {
    ...chosen,
    files: [...loose, ...chosen.files],
    ...(only && folders.length === 1 ? { folder: only.name } : {}),
  };
}

const pathOf = (file: File): string => file.webkitRelativePath || file.name;

/** The files of a folder that was chosen, by name: what is hidden or of another type is left out. */
export function ofFolder(files: readonly File[], types: readonly string[]): ChosenFiles {
  const accepted = new Set(types.map((type) => type.toLowerCase()));
  const order = new Intl.Collator(undefined, { numeric: true });
  const seen = files
    .filter((file) => !hidden.test(file.name) && !/(^|\/)\./.test(file.webkitRelativePath ?? ''))
    .sort((a, b) => order.compare(pathOf(a), pathOf(b)));
  const isAccepted = (file: File): boolean => accepted.has(/\.[^.]+$/.exec(file.name.toLowerCase())?.[0] ?? '');
  return {
    files: seen.filter(isAccepted),
    leftOut: seen.filter((file) => !isAccepted(file)).map(pathOf),
  };
}
