/**
 * Reads server-sent events out of pieces of text as they come (HTML standard, section 9.2): calls back with the data of each event.
 * Ids, names and comments are passed over: positions are in the frames themselves.
 */
export function readEvents(onData: (data: string) => void): (text: string) => void {
  let rest = '';
  let data: string[] = [];
  return (text) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('data:')) data.push(line.slice(5).trimStart());
      if (line !== '' || data.length === 0) continue;
      const whole = data.join('\n');
      data = [];
      onData(whole);
    }
  };
}
