using System.Globalization;

namespace DocumentEngine.Xlsx;

/// <summary>
/// Parses the code of a number format (ECMA-376 part 1, 18.8.31). Promises: any text is a valid format; linear in its
/// length. Characters that are not a code are literals, as in Excel; colours and widths are ignored.
/// </summary>
internal sealed class FormatCode
{
    private const string Halves = "AM/PM";
    private const string ShortHalves = "A/P";
    private const string ChineseHalves = "上午/下午";
    private const string JapaneseHalves = "午前/午後";

    private static readonly string[] Generals = ["General", "G/通用格式", "通用格式"];

    private readonly string _code;
    private readonly List<FormatSection> _sections = [new()];
    private int _at;

    private FormatCode(string code) => _code = code;

    private FormatSection Section => _sections[^1];

    /// <summary>The sections of a code, one or more.</summary>
    public static List<FormatSection> Read(string code)
    {
        var reader = new FormatCode(code);
        while (reader._at < code.Length)
            reader.ReadOne();
        return reader._sections;
    }

    private void ReadOne()
    {
        var c = _code[_at];
        switch (c)
        {
            case ';':
                _sections.Add(new());
                _at++;
                break;
            case '"':
                var end = _code.IndexOf('"', _at + 1) is >= 0 and var found ? found : _code.Length;
                Add(FormatTokenKind.Literal, _code[(_at + 1)..end], end + 1 - _at);
                break;
            case '\\' or '!':
                Add(FormatTokenKind.Literal, Next(), 2);
                break;
            case '_':
                Add(FormatTokenKind.Literal, " ", 2);
                break;
            case '*':
                _at += 2; // fills the cell's width
                break;
            case '[':
                ReadBracket();
                break;
            default:
                ReadWordOrSign(c);
                break;
        }
    }

    private void ReadWordOrSign(char c)
    {
        if (Array.Find(Generals, Begins) is { } general)
            Add(FormatTokenKind.General, general, general.Length);
        else if (Begins(Halves) || Begins(ChineseHalves) || Begins(JapaneseHalves))
            Add(FormatTokenKind.DayHalf, _code.Substring(_at, Halves.Length), Halves.Length);
        else if (Begins(ShortHalves))
            Add(FormatTokenKind.DayHalf, _code.Substring(_at, ShortHalves.Length), ShortHalves.Length);
        else if (c is 'E' or 'e' && Next() is "+" or "-")
            Add(FormatTokenKind.Exponent, Next(), 2);
        else if (char.ToLowerInvariant(c) is 'y' or 'm' or 'd' or 'h' or 's' or 'e' or 'g' or 'b')
            AddRun(c);
        else if ((c is 'a' or 'A' && Run(c) >= 3) || (c is 'r' or 'R' && EraYear.IsOfJapan(Section)))
            AddRun(c);
        else
            Add(KindOf(c), c.ToString(), 1);
    }

    private static FormatTokenKind KindOf(char c) => c switch
    {
        '0' or '#' or '?' => FormatTokenKind.Digit,
        '.' => FormatTokenKind.Point,
        ',' => FormatTokenKind.Comma,
        '%' => FormatTokenKind.Percent,
        '/' => FormatTokenKind.Slash,
        '@' => FormatTokenKind.Text,
        _ => FormatTokenKind.Literal,
    };

    // [h], [>100], [$€-407], [DBNum1], [Red].
    private void ReadBracket()
    {
        var end = _code.IndexOf(']', _at);
        var inside = end < 0 ? "" : _code[(_at + 1)..end];
        if (end < 0)
            Add(FormatTokenKind.Literal, "[", 1);
        else if (IsTime(inside.ToLowerInvariant()))
            Add(FormatTokenKind.Elapsed, inside.ToLowerInvariant(), inside.Length + 2);
        else if (inside.StartsWith('$'))
            AddCurrency(inside);
        else
            ReadCondition(inside);
        _at = Math.Max(_at, end + 1);
    }

    private static bool IsTime(string inside) =>
        inside.Length > 0 && inside[0] is 'h' or 'm' or 's' && inside.All(c => c == inside[0]);

    private void AddCurrency(string inside)
    {
        var dash = inside.IndexOf('-', StringComparison.Ordinal);
        var sign = inside[1..(dash > 0 ? dash : inside.Length)];
        if (sign.Length > 0)
            Section.Tokens.Add(new(FormatTokenKind.Literal, sign));
        if (dash > 0)
        {
            Section.Culture = FormatCulture.Of(inside[(dash + 1)..]);
            Section.NamesFirstYear = inside.Contains("-x-gannen", StringComparison.OrdinalIgnoreCase);
        }
    }

    private void ReadCondition(string inside)
    {
        if (inside.StartsWith("DBNum", StringComparison.OrdinalIgnoreCase) && inside.Length == 6)
            Section.Numerals = inside[5] is '1' or '2' or '3' ? inside[5] - '0' : 0;
        var signs = inside.TakeWhile(static c => c is '<' or '>' or '=').Count();
        var isNumber = double.TryParse(
            inside[signs..], NumberStyles.Float, CultureInfo.InvariantCulture, out var value);
        if (signs is 1 or 2 && isNumber)
            Section.Condition = (inside[..signs], value);
    }

    private void AddRun(char c) => Add(FormatTokenKind.Date, new(char.ToLowerInvariant(c), Run(c)), Run(c));

    private int Run(char c)
    {
        var length = 0;
        while (_at + length < _code.Length && char.ToLowerInvariant(_code[_at + length]) == char.ToLowerInvariant(c))
            length++;
        return length;
    }

    private string Next() => _at + 1 < _code.Length ? _code.Substring(_at + 1, 1) : "";

    private bool Begins(string word) =>
        string.Compare(_code, _at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0;

    private void Add(FormatTokenKind kind, string text, int length)
    {
        Section.Tokens.Add(new(kind, text));
        _at += length;
    }
}
