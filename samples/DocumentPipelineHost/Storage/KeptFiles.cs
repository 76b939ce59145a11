namespace DocumentPipelineHost.Storage;

/// <summary>Moves files to where they are kept.</summary>
internal static class KeptFiles
{
    /// <summary>
    /// Moves a file to a path that nobody else uses. Between two disks that is a copy: where the second one is full
    /// nothing of it stays.
    /// </summary>
    public static void Move(string from, string to)
    {
        try
        {
            File.Move(from, to);
        }
        catch (IOException)
        {
            File.Delete(to);
            throw;
        }
    }
}
