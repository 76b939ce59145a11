using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Storage;

/// <summary>What an error of a disk or of the store means to the uploader.</summary>
internal static class StorageFailures
{
    // errno of Linux and macOS, and the HRESULTs of Windows' ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL.
    private const int NoSpace = 28;
    private const int OverQuota = 122;
    private const int HandleDiskFull = unchecked((int)0x80070027);
    private const int DiskFull = unchecked((int)0x80070070);

    public static bool IsFull(IOException exception) =>
        exception.HResult is NoSpace or OverQuota or HandleDiskFull or DiskFull;

    /// <summary>Whether it comes from a disk or a store, and not from this program.</summary>
    public static bool IsOfStorage(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>507 <c>storage_full</c>, or 503 <c>storage_unavailable</c>.</summary>
    public static Problem Problem(Exception exception) =>
        exception is IOException file && IsFull(file) ? DocumentProblems.StorageFull : DocumentProblems.NotStored;
}
