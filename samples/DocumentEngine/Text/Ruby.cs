using System.Text;

namespace DocumentEngine.Text;

/// <summary>
/// Readings that stand in small letters over other words (ruby): written in brackets after the words, so that these
/// stay together however
/// many of their signs have a reading of their own.
/// </summary>
internal sealed class Ruby
{
    private readonly StringBuilder _readings = new();
    private int _start = -1;

    /// <summary>Whether the text is inside a reading.</summary>
    public bool IsInside => _start >= 0;

    /// <summary>A reading begins.</summary>
    /// <param name="length">The length of the text so far.</param>
    public void Begin(int length) => _start = length;

    /// <summary>A reading ends: it is taken out of the text.</summary>
    public void End(StringBuilder text)
    {
        if (_start < 0)
            return;
        var start = Math.Min(_start, text.Length);
        _readings.Append(text, start, text.Length - start);
        text.Length = start;
        _start = -1;
    }

    /// <summary>The readings of the words before, in brackets; empty where they have none.</summary>
    public string Take()
    {
        if (_readings.Length == 0 || IsInside)
            return "";
        var text = $"({_readings})";
        _readings.Clear();
        return text;
    }
}
