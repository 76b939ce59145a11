namespace DocumentEngine.Documents;

/// <summary>The codes of <see cref="DocumentException"/>: the parsing part of the product's failure taxonomy.</summary>
public static class DocumentErrorCodes
{
    /// <summary>The content is none of the supported formats.</summary>
    public const string UnsupportedType = "unsupported_type";

    /// <summary>The file is a text, but its encoding cannot be determined.</summary>
    public const string UnknownEncoding = "unknown_encoding";

    /// <summary>A password is needed to read it.</summary>
    public const string Encrypted = "encrypted";

    /// <summary>The file is damaged or incomplete.</summary>
    public const string Corrupt = "corrupt";

    /// <summary>Only pictures, no text (a scan).</summary>
    public const string NoText = "no_text";

    /// <summary>No bytes, or nothing but blanks.</summary>
    public const string Empty = "empty";

    /// <summary>Too many pages, or it unpacks to too much.</summary>
    public const string TooLarge = "too_large";

    /// <summary>Reading it takes more memory or time than is allowed.</summary>
    public const string TooComplex = "too_complex";

    /// <summary>The process that reads it ended, again and again.</summary>
    public const string ParserCrashed = "parser_crashed";
}
