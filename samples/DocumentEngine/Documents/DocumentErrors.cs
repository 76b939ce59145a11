using DocumentEngine.Text;

namespace DocumentEngine.Documents;

/// <summary>The failures of parsing, each with its words for the person. None of them goes away by trying again.</summary>
internal static class DocumentErrors
{
    public static DocumentException UnsupportedType(LocalizedText found) => new(
        DocumentErrorCodes.UnsupportedType,
        new($"This file type is not supported: the content is {found.En}.", $"不支持的文件类型：内容是{found.Zh}。"),
        new("Upload a PDF, Word (DOCX), PowerPoint (PPTX), Excel (XLSX), EPUB, HTML, Markdown, CSV or plain text file.",
            "请上传 PDF、Word（DOCX）、PowerPoint（PPTX）、Excel（XLSX）、EPUB、HTML、Markdown、CSV 或纯文本文件。"),
        retryable: false);

    /// <summary>Asks which encoding it is.</summary>
    /// <param name="candidates">Those that would fit, best first; may be empty.</param>
    public static DocumentException UnknownEncoding(IReadOnlyList<string> candidates)
    {
        var names = string.Join(", ", candidates.Distinct(StringComparer.OrdinalIgnoreCase).Take(4));
        return new(
            DocumentErrorCodes.UnknownEncoding,
            new("This is a text, but nothing tells which encoding its characters are in.", "这是文本文件，但无法确定其字符编码。"),
            names.Length > 0
                ? new($"Is it {names}? Save it as UTF-8, then upload it again.", $"编码可能是 {names}？请另存为 UTF-8 后重新上传。")
                : new("Open it in the program that wrote it, save it as UTF-8, then upload it again.", "请用原来的程序打开，另存为 UTF-8 后重新上传。"),
            retryable: false);
    }

    public static DocumentException Encrypted(Exception? cause = null) => new(
        DocumentErrorCodes.Encrypted,
        new("The document is protected by a password.", "文档有密码保护。"),
        new("Remove the password and upload it again.", "请去除密码后重新上传。"),
        retryable: false,
        cause);

    public static DocumentException Corrupt(Exception? cause = null) => new(
        DocumentErrorCodes.Corrupt,
        new("The file is damaged or incomplete.", "文件损坏或不完整。"),
        new("Export or download it again, then upload it again.", "请重新导出或下载后再上传。"),
        retryable: false,
        cause);

    public static DocumentException NoText(int pages) => new(
        DocumentErrorCodes.NoText,
        new($"No text was found: all {pages} pages are pictures or blank.", $"未提取到文字：全部 {pages} 页都是图片或空白（可能是扫描件）。"),
        new("Run text recognition (OCR) on it, then upload it again.", "请先做文字识别（OCR），再重新上传。"),
        retryable: false);

    public static DocumentException Empty() => new(
        DocumentErrorCodes.Empty,
        new("The file is empty.", "文件是空的。"),
        new("Check the file and upload it again.", "请检查文件后重新上传。"),
        retryable: false);

    public static DocumentException TooManyPages(int limit) => new(
        DocumentErrorCodes.TooLarge,
        new($"The document has more than {limit:N0} pages.", $"文档超过 {limit:N0} 页。"),
        new("Split it into smaller documents.", "请拆分成较小的文档。"),
        retryable: false);

    public static DocumentException UnpacksToTooMuch() => new(
        DocumentErrorCodes.TooLarge,
        new("The document unpacks to more data than is allowed.", "文档解压后的数据超出限制。"),
        new("Save it again without embedded files, or as a PDF.", "请去除嵌入的文件后重新保存，或另存为 PDF。"),
        retryable: false);

    public static DocumentException TooMuchText() => new(
        DocumentErrorCodes.TooLarge,
        new("The document has more text than is allowed.", "文档的文字量超出限制。"),
        new("Split it into smaller documents.", "请拆分成较小的文档。"),
        retryable: false);

    /// <summary>A reader failed in a way that it does not know; the name of its exception is for the log.</summary>
    public static DocumentException Unreadable(string cause) => new(
        DocumentErrorCodes.Corrupt,
        new("The file is damaged or incomplete.", "文件损坏或不完整。"),
        new("Export or download it again, then upload it again.", "请重新导出或下载后再上传。"),
        retryable: false,
        new InvalidDataException(cause));

    public static DocumentException TooComplex() => new(
        DocumentErrorCodes.TooComplex,
        new("The document needs more memory or time than is allowed.", "处理该文档所需的内存或时间超出限制。"),
        new("Save it again as a plain PDF, or split it, then upload it again.", "请另存为普通 PDF 或拆分后重新上传。"),
        retryable: false);

    public static DocumentException ParserCrashed(int attempts) => new(
        DocumentErrorCodes.ParserCrashed,
        new($"The program that reads documents ended {attempts} times while it read this one.", $"读取该文档的程序已异常退出 {attempts} 次。"),
        new("The file may be damaged: save it again with another program, then upload it again.", "文件可能已损坏：请用其他程序另存后重新上传。"),
        retryable: false);
}
