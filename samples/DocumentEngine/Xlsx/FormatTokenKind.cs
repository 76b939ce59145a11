namespace DocumentEngine.Xlsx;

/// <summary>The meaning of one piece of a number format's code.</summary>
internal enum FormatTokenKind
{
    /// <summary>Itself.</summary>
    Literal,

    /// <summary>A digit: <c>0</c>, <c>#</c> or <c>?</c>.</summary>
    Digit,

    /// <summary>The decimal point.</summary>
    Point,

    /// <summary>A separator of thousands, or a division by a thousand.</summary>
    Comma,

    /// <summary>A hundred times as much, and its sign.</summary>
    Percent,

    /// <summary>The bar of a fraction; in a date itself.</summary>
    Slash,

    /// <summary><c>E+</c> or <c>E-</c>.</summary>
    Exponent,

    /// <summary>The number as it is.</summary>
    General,

    /// <summary>The text of the cell.</summary>
    Text,

    /// <summary>A part of a date or of a time, such as <c>yyyy</c>.</summary>
    Date,

    /// <summary>Hours, minutes or seconds that are not counted from zero each day, such as <c>[h]</c>.</summary>
    Elapsed,

    /// <summary>The half of the day, such as <c>AM/PM</c>.</summary>
    DayHalf,
}
