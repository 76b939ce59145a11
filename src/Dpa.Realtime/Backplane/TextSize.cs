using System.Buffers;

namespace Dpa.Realtime.Backplane;

/// <summary>How many bytes a text takes in JSON at most, by its characters, without encoding it.</summary>
internal static class TextSize
{
    // What JSON writes as it is. Ids, names and most messages are nothing else, and are passed over many characters at
    // a time.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    public static int Of(string text)
    {
        var rest = text.AsSpan();
        var bytes = 0;
        while (rest.IndexOfAnyExcept(Plain) is >= 0 and var at)
        {
            bytes += at + Bound(rest[at]);
            rest = rest[(at + 1)..];
        }

        return bytes + rest.Length;
    }

    private static int Bound(char c) =>
        c switch
        {
            >= '\u4E00'
            and <= '\u9FFF'
            or >= '\u3041'
            and <= '\u3096'
            or >= '\u30A1'
            and <= '\u30FA'
            or >= '\uAC00'
            and <= '\uD7A3' => 3,
            '\u3001' or '\u3002' or '\uFF0C' or '\uFF1A' or '\uFF08' or '\uFF09' => 3,
            >= '\u00C0' and <= '\u024F' or >= '\u0410' and <= '\u044F' => 2,
            _ => 6,
        };
}
