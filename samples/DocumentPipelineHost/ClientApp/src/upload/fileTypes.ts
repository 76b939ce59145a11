const names: Readonly<Record<string, string>> = {
  'application/pdf': 'PDF',
  'text/plain': 'TXT',
  'text/markdown': 'Markdown',
  'text/html': 'HTML',
  'application/epub+zip': 'EPUB',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'DOCX',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PPTX',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'XLSX',
  'text/csv': 'CSV',
  htm: 'HTML',
  md: 'Markdown',
  markdown: 'Markdown',
};

/** Human-readable names of the accepted types, whether the host names them as extensions or as media types. */
export function typeNames(types: readonly string[]): string {
  const shown = types.map((type) => {
    const bare = type.replace(/^\./, '').toLowerCase();
    return names[bare] ?? (bare.split('/').at(-1) ?? bare).toUpperCase();
  });
  return [...new Set(shown)].join(', ');
}

/** The file chooser's filter: a help for the person only, the host looks at the content. */
export function acceptList(types: readonly string[]): string {
  return types.map((type) => (type.includes('/') || type.startsWith('.') ? type : `.${type}`)).join(',');
}
