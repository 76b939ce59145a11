using System.Text;

namespace Dpa.Realtime.Watch.Recording;

/// <summary>The lines of a text, one by one; a file may be one endless line.</summary>
/// <param name="text">The text.</param>
/// <param name="longest">How many characters a line may have.</param>
/// <param name="tooLong">What is thrown where one has more; it gets the line's number.</param>
internal sealed class BoundedLines(TextReader text, int longest, Func<int, RecordingException> tooLong)
{
    private readonly char[] _read = new char[16 * 1024];
    private int _next;
    private int _end;
    private int _number;

    /// <returns>The next line without its end; null where there is none.</returns>
    public async ValueTask<string?> ReadAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        _number++;
        while (true)
        {
            if (_next == _end)
            {
                _next = 0;
                _end = await text.ReadAsync(_read.AsMemory(), cancellationToken);
                if (_end == 0) return line.Length > 0 ? line.ToString() : null;
            }

            var lineEnd = Array.IndexOf(_read, '\n', _next, _end - _next);
            var isWhole = lineEnd >= 0;
            var stop = isWhole ? lineEnd : _end;
            line.Append(_read, _next, stop - _next);
            _next = isWhole ? stop + 1 : stop;
            if (line.Length > longest) throw tooLong(_number);
            if (isWhole) return line.ToString();
        }
    }
}
