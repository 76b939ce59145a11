using DocumentPipelineHost.Problems;

namespace DocumentPipelineHost.Storage;

/// <summary>What an error of a disk or of the store means to whoever uploads.</summary>
internal static class StorageFailures
{
    // errno of Linux and macOS, and the HRESULTs of Windows' ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL.
    private const int NoSpace = 28;
    private const int OverQuota = 122;
    private const int HandleDiskFull = unchecked((int)0x80070027);
    private const int DiskFull = unchecked((int)0x80070070);

    public static bool IsFull(IOException exception) =>
        exception.HResult is NoSpace or OverQuota or HandleDiskFull or DiskFull;

    public static Problem Problem(IOException exception) => IsFull(exception) ? DocumentProblems.StorageFull : DocumentProblems.NotStored;
}
