using System.Globalization;
using System.Xml;
using DocumentEngine.Text;

namespace DocumentEngine.Pptx;

/// <summary>
/// The numbers of a slide's lists, which stand in no paragraph: PowerPoint counts them as it shows the slide, and so
/// does this.
/// </summary>
internal sealed class SlideNumbers
{
    private const int Levels = 9;

    // How far each level is counted; null where its next paragraph is the first.
    private readonly int?[] _counts = new int?[Levels];
    private string? _form;
    private int _start;
    private int _level;

    /// <summary>A text body begins: its lists are its own.</summary>
    public void BeginBody() => Array.Clear(_counts);

    /// <summary>A paragraph begins.</summary>
    public void BeginParagraph() => (_form, _start, _level) = (null, 1, 0);

    /// <summary>Reads the level from the paragraph's properties.</summary>
    public void Level(XmlReader xml) => _level = Math.Clamp(Number(xml.GetAttribute("lvl")) ?? 0, 0, Levels - 1);

    /// <summary>The paragraph has a number.</summary>
    public void Form(XmlReader xml) =>
        (_form, _start) = (xml.GetAttribute("type") ?? "arabicPeriod", Number(xml.GetAttribute("startAt")) ?? 1);

    /// <summary>What stands before the paragraph's first words; empty where it has no number.</summary>
    public string Take()
    {
        for (var deeper = _level + 1; deeper < Levels; deeper++)
            _counts[deeper] = null;
        if (_form is not { } form)
        {
            _counts[_level] = null;
            return "";
        }

        _counts[_level] = _counts[_level] + 1 ?? _start;
        var number = NumberForm.Of(_counts[_level]!.Value, FormOf(form));
        if (form.EndsWith("ParenBoth", StringComparison.Ordinal))
            return $"({number}) ";
        return number
            + (
                form.EndsWith("ParenR", StringComparison.Ordinal) ? ") "
                : form.EndsWith("Period", StringComparison.Ordinal) ? ". "
                : " ");
    }

    private static string FormOf(string type) => type switch
    {
        _ when type.StartsWith("alphaLc", StringComparison.Ordinal) => "lowerLetter",
        _ when type.StartsWith("alphaUc", StringComparison.Ordinal) => "upperLetter",
        _ when type.StartsWith("romanLc", StringComparison.Ordinal) => "lowerRoman",
        _ when type.StartsWith("romanUc", StringComparison.Ordinal) => "upperRoman",
        _ when type.StartsWith("circle", StringComparison.Ordinal) => "decimalEnclosedCircle",
        _ when type.StartsWith("ea1", StringComparison.Ordinal) => "chineseCounting",
        _ => "decimal",
    };

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < 100_000
            ? number
            : null;
}
