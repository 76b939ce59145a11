/** A full state has at most 256 KiB; data this long is no event. In characters. */
const maxEvent = 4 * 1024 * 1024;

/**
 * Reads server-sent events from pieces of text (HTML standard, section 9.2): calls back with the data of each event.
 * Ids, names and comments are ignored: positions are in the frames themselves. Throws if an event does not end.
 */
export function readEvents(onData: (data: string) => void): (text: string) => void {
  let rest = '';
  let data: string[] = [];
  let size = 0;
  return (text) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('data:')) {
        data.push(line.slice(5).trimStart());
        size += line.length;
      }
      if (line !== '' || data.length === 0) continue;
      const whole = data.join('\n');
      data = [];
      size = 0;
      onData(whole);
    }
    if (size + rest.length > maxEvent) throw new RangeError('The event is too long.');
  };
}
