namespace DocumentPipelineHost.Problems;

/// <summary>What may go wrong while a document is processed.</summary>
internal static class StageProblems
{
    public static readonly Problem Encrypted = new(
        "encrypted", 422,
        new("The document is protected by a password.", "文档有密码保护。"),
        new("Remove the password and upload it again.", "请去除密码后重新上传。"));

    public static readonly Problem Corrupt = new(
        "corrupt", 422,
        new("The file is damaged or incomplete.", "文件损坏或不完整。"),
        new("Export or download it again, then upload it.", "请重新导出或下载后再上传。"));

    public static readonly Problem NoText = new(
        "no_text", 422,
        new("No text was found; the pages seem to be pictures.", "未提取到文字，页面可能是扫描图片。"),
        new("Run text recognition (OCR) first.", "请先进行文字识别（OCR）。"));

    public static readonly Problem TimedOut = new(
        "timeout", 504,
        new("The stage took too long.", "处理超时。"),
        new("Try again, or split the document.", "请重试，或拆分文档。"), Retryable: true);

    public static readonly Problem StorageUnavailable = new(
        "storage_unavailable", 503,
        new("The storage could not be reached.", "存储暂时不可用。"),
        new("It is tried again by itself.", "系统会自动重试。"), Retryable: true);

    public static readonly Problem OriginalMissing = new(
        "original_missing", 410,
        new("The stored file of this document is gone.", "该文档的原始文件已丢失。"),
        new("Delete the document and upload it again.", "请删除该文档后重新上传。"));

    public static readonly Problem Unexpected = new(
        "internal_error", 500,
        new("Something went wrong while processing.", "处理过程中发生内部错误。"),
        new("Try again; if it stays, report it with the document's id.", "请重试；若仍失败，请附文档编号反馈。"), Retryable: true);
}
