using System.Globalization;
using DocumentEngine.Messages;
using DocumentEngine.Text;

namespace DocumentEngine.Documents;

/// <summary>The failures of parsing, each with its human-readable text. None of them is transient.</summary>
internal static class DocumentErrors
{
    public static DocumentException UnsupportedType(LocalizedText found) => new(
        DocumentErrorCodes.UnsupportedType,
        MessageCatalog.Text("error.unsupported_type", ("found", found)),
        MessageCatalog.Text("error.unsupported_type.suggestion"),
        retryable: false);

    public static DocumentException UnsupportedMail() => new(
        DocumentErrorCodes.UnsupportedType,
        MessageCatalog.Text("error.unsupported_type", ("found", MessageCatalog.Text("content.mail"))),
        MessageCatalog.Text("error.mail.suggestion"),
        retryable: false);

    /// <summary>Asks which encoding it is.</summary>
    /// <param name="candidates">Those that would fit, best first; may be empty.</param>
    public static DocumentException UnknownEncoding(IReadOnlyList<string> candidates)
    {
        var names = string.Join(", ", candidates.Distinct(StringComparer.OrdinalIgnoreCase).Take(4));
        return new(
            DocumentErrorCodes.UnknownEncoding,
            MessageCatalog.Text("error.unknown_encoding"),
            names.Length > 0
                ? MessageCatalog.Text("error.unknown_encoding.candidates", ("names", names))
                : MessageCatalog.Text("error.unknown_encoding.suggestion"),
            retryable: false);
    }

    public static DocumentException Encrypted(Exception? cause = null) => new(
        DocumentErrorCodes.Encrypted,
        MessageCatalog.Text("error.encrypted"),
        MessageCatalog.Text("error.encrypted.suggestion"),
        retryable: false,
        cause);

    public static DocumentException Corrupt(Exception? cause = null) => new(
        DocumentErrorCodes.Corrupt,
        MessageCatalog.Text("error.corrupt"),
        MessageCatalog.Text("error.corrupt.suggestion"),
        retryable: false,
        cause);

    public static DocumentException NoText(int pages) => new(
        DocumentErrorCodes.NoText,
        pages == 1 ? MessageCatalog.Text("error.no_text.one") : MessageCatalog.Text("error.no_text", ("count", pages)),
        MessageCatalog.Text("error.no_text.suggestion"),
        retryable: false);

    public static DocumentException NoFonts() => new(
        DocumentErrorCodes.NoText,
        MessageCatalog.Text("error.no_fonts"),
        MessageCatalog.Text("error.no_fonts.suggestion"),
        retryable: false);

    public static DocumentException Empty() => new(
        DocumentErrorCodes.Empty,
        MessageCatalog.Text("error.empty"),
        MessageCatalog.Text("error.empty.suggestion"),
        retryable: false);

    public static DocumentException TooManyPages(int limit) => new(
        DocumentErrorCodes.TooLarge,
        MessageCatalog.Text("error.too_many_pages", ("limit", limit.ToString("N0", CultureInfo.InvariantCulture))),
        MessageCatalog.Text("error.too_large.suggestion"),
        retryable: false);

    public static DocumentException UnpacksToTooMuch() => new(
        DocumentErrorCodes.TooLarge,
        MessageCatalog.Text("error.unpacks_to_too_much"),
        MessageCatalog.Text("error.unpacks_to_too_much.suggestion"),
        retryable: false);

    public static DocumentException TooMuchText() => new(
        DocumentErrorCodes.TooLarge,
        MessageCatalog.Text("error.too_much_text"),
        MessageCatalog.Text("error.too_large.suggestion"),
        retryable: false);

    /// <summary>A reader failed in a way that it does not know; the name of its exception is for the log.</summary>
    public static DocumentException Unreadable(string cause) => new(
        DocumentErrorCodes.Corrupt,
        MessageCatalog.Text("error.corrupt"),
        MessageCatalog.Text("error.corrupt.suggestion"),
        retryable: false,
        new InvalidDataException(cause));

    public static DocumentException TooComplex() => new(
        DocumentErrorCodes.TooComplex,
        MessageCatalog.Text("error.too_complex"),
        MessageCatalog.Text("error.too_complex.suggestion"),
        retryable: false);

    public static DocumentException ParserCrashed(int attempts) => new(
        DocumentErrorCodes.ParserCrashed,
        MessageCatalog.Text("error.parser_crashed", ("count", attempts)),
        MessageCatalog.Text("error.parser_crashed.suggestion"),
        retryable: false);
}
