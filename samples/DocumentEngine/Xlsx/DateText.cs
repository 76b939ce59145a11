using System.Globalization;
using System.Text;

namespace DocumentEngine.Xlsx;

/// <summary>Writes a number as a date, a time or a span of time, as a section of a number format has it.</summary>
internal sealed class DateText
{
    private const int MostFraction = 3;

    private readonly FormatSection _section;
    private readonly List<FormatToken> _tokens;
    private readonly SheetTime _time;
    private readonly int _fraction;
    private readonly int _unitsASecond;
    private readonly EraYear? _era;
    private readonly StringBuilder _text = new();

    private DateText(double number, FormatSection section, bool is1904)
    {
        (_section, _tokens) = (section, section.Tokens);
        _fraction = Enumerable.Range(0, _tokens.Count).Select(FractionAt).DefaultIfEmpty(0).Max();
        _unitsASecond = (int)Math.Pow(10, _fraction);
        // A day without a time ends at midnight, and not half a second before.
        var hasTime = _tokens.Exists(static token =>
            token.Kind == FormatTokenKind.Elapsed || token.IsTime('h') || token.IsTime('s'));
        _time = SheetTime.Of(hasTime ? number : Math.Floor(number + 1e-9), is1904, _unitsASecond);
        _era = EraYear.Of(section, _time);
    }

    public static string Of(double number, FormatSection section, bool is1904)
    {
        var writer = new DateText(number, section, is1904);
        for (var i = 0; i < writer._tokens.Count; i++)
            i += writer.Append(i);
        return writer._text.ToString();
    }

    /// <summary>Writes one piece; how many more it took.</summary>
    private int Append(int at)
    {
        var token = _tokens[at];
        if (FractionAt(at) is > 0 and var digits)
        {
            var part = (_time.Units % _unitsASecond).ToString(CultureInfo.InvariantCulture).PadLeft(_fraction, '0');
            _text.Append('.').Append(part);
            return digits;
        }

        _ = token.Kind switch
        {
            FormatTokenKind.Date => AppendPart(token, at),
            FormatTokenKind.Elapsed => AppendTime(Elapsed(token), token.Text.Length),
            FormatTokenKind.DayHalf => _text.Append(Half(token.Text)),
            _ => _text.Append(token.Text),
        };
        return 0;
    }

    private StringBuilder AppendPart(FormatToken token, int at) => (token.Text[0], token.Text.Length) switch
    {
        ('y', var length) => _text.Append(ChineseNumerals.Each(Year(length), _section.Numerals)),
        ('e' or 'r', var length) when _era is { } era => AppendEraYear(token, era, length),
        ('g', var length) when _era is { } era =>
            _text.Append(length switch { 1 => era.Letter, 2 => era.Short, _ => era.Name }),
        ('e', _) => _text.Append(ChineseNumerals.Each(Year(4), _section.Numerals)),
        ('b', _) => _text.Append(CultureInfo.InvariantCulture, $"{_time.Year + 543}"),
        ('m', <= 2 and var length) when IsMinute(at) => AppendTime(Seconds / 60 % 60, length),
        ('m', <= 2 and var length) => AppendTime(_time.Month, length),
        ('m', 3) => _text.Append(_section.Culture.DateTimeFormat.AbbreviatedMonthNames[_time.Month - 1]),
        ('m', 4) => _text.Append(_section.Culture.DateTimeFormat.MonthNames[_time.Month - 1]),
        ('m', _) => _text.Append(_section.Culture.DateTimeFormat.MonthNames[_time.Month - 1][0]),
        ('d', <= 2 and var length) => AppendTime(_time.Day, length),
        ('d', 3) => _text.Append(_section.Culture.DateTimeFormat.AbbreviatedDayNames[_time.WeekDay]),
        ('d', _) => _text.Append(_section.Culture.DateTimeFormat.DayNames[_time.WeekDay]),
        ('a', 3) => _text.Append(_section.Culture.Name.Length > 0 ? "周" : "").Append("日一二三四五六"[_time.WeekDay]),
        ('a', _) => _text.Append("星期").Append("日一二三四五六"[_time.WeekDay]),
        ('h', var length) => AppendTime(HasHalves ? ((Hour + 11) % 12) + 1 : Hour, length),
        ('s', var length) => AppendTime(Seconds % 60, length),
        _ => _text, // an era of a calendar without eras
    };

    private long Seconds => _time.Units / _unitsASecond;

    private long Hour => Seconds / 3600;

    private bool HasHalves => _section.Has(FormatTokenKind.DayHalf);

    private string Year(int length) => length <= 2
        ? (_time.Year % 100).ToString("00", CultureInfo.InvariantCulture)
        : _time.Year.ToString("0000", CultureInfo.InvariantCulture);

    // "r" is "ee", and "rr" is "gggee". The first year may have a name.
    private StringBuilder AppendEraYear(FormatToken token, EraYear era, int length)
    {
        if (token.IsTime('r') && length > 1)
            _text.Append(era.Name);
        if (era.Number == 1 && _section.NamesFirstYear)
            return _text.Append('元');
        return AppendTime(era.Number, token.IsTime('r') ? 2 : Math.Min(length, 2));
    }

    private StringBuilder AppendTime(long number, int length)
    {
        var digits = number.ToString(CultureInfo.InvariantCulture).PadLeft(length, '0');
        return _text.Append(ChineseNumerals.OfTime(number, digits, _section.Numerals));
    }

    private long Elapsed(FormatToken token) =>
        _time.AllUnits / _unitsASecond / (token.Text[0] switch { 'h' => 3600, 'm' => 60, _ => 1 });

    private string Half(string names)
    {
        var parts = names.Split('/');
        return parts[Hour < 12 ? 0 : 1];
    }

    // After hours and before seconds.
    private bool IsMinute(int at)
    {
        var before = _tokens.Take(at).LastOrDefault(IsPart);
        var after = _tokens.Skip(at + 1).FirstOrDefault(IsPart);
        return before.IsTime('h') || after.IsTime('s');
    }

    private static bool IsPart(FormatToken token) => token.Kind is FormatTokenKind.Date or FormatTokenKind.Elapsed;

    /// <summary>How many digits of a second stand at the place, where a point begins them: <c>ss.00</c>.</summary>
    private int FractionAt(int at)
    {
        if (_tokens[at].Kind != FormatTokenKind.Point || at == 0 || !_tokens[at - 1].IsTime('s'))
            return 0;
        var zeros = _tokens.Skip(at + 1).TakeWhile(static token => token is { Kind: FormatTokenKind.Digit, Text: "0" });
        return Math.Min(MostFraction, zeros.Count());
    }
}
