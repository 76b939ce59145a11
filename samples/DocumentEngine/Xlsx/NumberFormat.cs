using System.Globalization;

namespace DocumentEngine.Xlsx;

/// <summary>
/// A number format: up to three sections for numbers and one for texts. Promises: what Excel shows, or the number as it
/// is.
/// </summary>
internal sealed class NumberFormat
{
    /// <summary>Excel's own limit is 255.</summary>
    private const int LongestCode = 1_000;

    private readonly List<FormatSection> _numbers;
    private readonly FormatSection? _text;
    private readonly bool _isShownAsItIs;

    private NumberFormat(List<FormatSection> sections)
    {
        // The section for texts is the fourth, or the last where it holds their mark.
        _text = sections.Count >= 4 ? sections[3] : sections.FindLast(static section => section.IsText);
        _numbers = sections.Count == 1 ? sections : [.. sections.Take(3).Where(section => section != _text)];
        _isShownAsItIs = sections is
            [{ Tokens: [] or [{ Kind: FormatTokenKind.General or FormatTokenKind.Text }], Numerals: 0 }];
    }

    public static NumberFormat General { get; } = new([new()]);

    /// <summary>Whether it shows dates or times.</summary>
    public bool IsDate => _numbers.Exists(static section => section.IsDate);

    public static NumberFormat Of(string code) =>
        code.Length is 0 or > LongestCode ? General : new(FormatCode.Read(code));

    /// <summary>A number as it is, without the noise of binary fractions.</summary>
    public static string Plain(double number) => number.ToString("G15", CultureInfo.InvariantCulture);

    /// <summary>The number as the cell shows it; empty where the format hides it.</summary>
    /// <param name="number">The number.</param>
    /// <param name="is1904">Whether days are counted from 1904.</param>
    public string Show(double number, bool is1904)
    {
        if (_isShownAsItIs || !double.IsFinite(number) || Choose(number) is not { } section)
            return Plain(number);
        if (section.IsDate)
            return SheetTime.Has(number, is1904) ? DateText.Of(number, section, is1904).Trim() : Plain(number);
        if (section.Tokens.Count == 0)
            return "";
        var isAbsolute = section.Condition is { } condition
            ? condition is { Operator: "<" or "<=", Value: <= 0 }
            : _numbers.Count > 1 && section == _numbers[1];
        return NumberText.Of(number, section, isAbsolute).Trim();
    }

    /// <summary>A text as the cell shows it; empty where the format hides it.</summary>
    public string Show(string text) => _isShownAsItIs || _text is null
        ? text
        : string.Concat(_text.Tokens.Select(token => token.Kind == FormatTokenKind.Text ? text : token.Text));

    private FormatSection? Choose(double number)
    {
        if (_numbers.Count == 0)
            return null;
        if (_numbers.Exists(static section => section.Condition is not null))
            return _numbers.Find(section => section.Fits(number));
        return _numbers.Count switch
        {
            1 => _numbers[0],
            2 => _numbers[number < 0 ? 1 : 0],
            _ => _numbers[number > 0 ? 0 : number < 0 ? 1 : 2],
        };
    }
}
