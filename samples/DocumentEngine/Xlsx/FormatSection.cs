using System.Globalization;

namespace DocumentEngine.Xlsx;

/// <summary>One section of a number format: how numbers of one sort are shown.</summary>
internal sealed class FormatSection
{
    private DecimalShape? _decimal;

    /// <summary>Its pieces, in order; none where it hides the number.</summary>
    public List<FormatToken> Tokens { get; } = [];

    /// <summary>The numbers that the section applies to; null where its position decides.</summary>
    public (string Operator, double Value)? Condition { get; set; }

    /// <summary>Whose names of months and days it uses.</summary>
    public CultureInfo Culture { get; set; } = CultureInfo.InvariantCulture;

    /// <summary>Whether the first year of an era is 元 and not 1.</summary>
    public bool NamesFirstYear { get; set; }

    /// <summary>The numerals: 1 for 一二三, 2 for 壹贰叁, 3 for full-width digits, 0 for 123.</summary>
    public int Numerals { get; set; }

    public bool IsDate => Has(FormatTokenKind.Date) || Has(FormatTokenKind.Elapsed);

    public bool IsText => Has(FormatTokenKind.Text);

    /// <summary>How it shows a decimal number.</summary>
    public DecimalShape Decimal => _decimal ??= new(Tokens);

    public bool Has(FormatTokenKind kind) => Count(kind) > 0;

    public int Count(FormatTokenKind kind)
    {
        var count = 0;
        foreach (var token in Tokens)
            count += token.Kind == kind ? 1 : 0;
        return count;
    }

    /// <summary>Whether its condition holds; true without one.</summary>
    public bool Fits(double number) => Condition is not var (sign, value) || sign switch
    {
        "<" => number < value,
        "<=" => number <= value,
        ">" => number > value,
        ">=" => number >= value,
        "<>" => number != value,
        _ => number == value,
    };
}
