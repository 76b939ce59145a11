using System.Globalization;
using DocumentEngine.Text;

namespace DocumentEngine.Markup;

/// <summary>The numbers and bullets of lists, which a page shows and its text does not hold.</summary>
internal sealed class HtmlLists
{
    private readonly Stack<(string? Form, int Next, int Step)> _open = [];

    /// <summary>A list begins.</summary>
    /// <param name="isNumbered">Whether its items have numbers.</param>
    /// <param name="type">The form of its numbers, as HTML names it.</param>
    /// <param name="start">The first number, as it is written.</param>
    /// <param name="isReversed">Whether they count down; only from a number that is given.</param>
    public void Begin(bool isNumbered, string? type, string? start, bool isReversed)
    {
        var form = type switch
        {
            "a" => "lowerLetter",
            "A" => "upperLetter",
            "i" => "lowerRoman",
            "I" => "upperRoman",
            _ => "decimal",
        };
        _open.Push((isNumbered ? form : null, Number(start) ?? 1, isReversed && Number(start) is not null ? -1 : 1));
    }

    /// <summary>What stands before the next item.</summary>
    /// <param name="value">Its own number, as it is written.</param>
    public string Item(string? value)
    {
        if (!_open.TryPop(out var list) || list.Form is null)
        {
            if (list.Step != 0)
                _open.Push(list);
            return "• ";
        }

        var number = Number(value) ?? list.Next;
        _open.Push(list with { Next = number + list.Step });
        return $"{NumberForm.Of(number, list.Form)}. ";
    }

    /// <summary>The innermost list ends.</summary>
    public void End() => _open.TryPop(out _);

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            && number is > -1_000_000 and < 1_000_000 ? number : null;
}
