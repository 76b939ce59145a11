using System.Text;
using DocumentPipelineHost.Uploads;

namespace DocumentPipelineHost.Tus;

/// <summary>
/// <c>Upload-Metadata</c>: comma-separated pairs of a key and its value in base64; the keys are the upload form's
/// fields.
/// </summary>
internal static class TusMetadata
{
    private const int MaxLength = 8192;

    /// <summary>The fields and the file's name.</summary>
    /// <exception cref="Problems.ProblemException">It cannot be read, or a field is not valid.</exception>
    public static (UploadForm Form, string Filename) Parse(string header)
    {
        if (header.Length > MaxLength)
            throw TusProblems.InvalidHeader.With(TusProtocol.UploadMetadata);
        var form = new UploadForm();
        return (form, Read(header, form.Add));
    }

    /// <summary>
    /// Reads what an upload was created with, by an earlier version too: no rule that is newer than the upload refuses
    /// it now.
    /// </summary>
    /// <param name="metadata">As the client sent it.</param>
    /// <param name="form">Gets the fields.</param>
    /// <returns>The file's name.</returns>
    /// <exception cref="Problems.ProblemException">It cannot be read.</exception>
    public static string Restore(string metadata, UploadForm form) => Read(metadata, form.Restore);

    private static string Read(string header, Action<string, string> add)
    {
        var filename = string.Empty;
        foreach (var pair in header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split(' ', 2);
            var value = parts.Length == 1 ? string.Empty : Decode(parts[1]);
            if (parts[0] is "filename" or "name" && filename.Length == 0)
                filename = value;
            add(parts[0], value);
        }

        return FileNames.Clean(filename);
    }

    private static string Decode(string base64)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Convert.FromBase64String(base64));
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            throw TusProblems.InvalidHeader.With(TusProtocol.UploadMetadata);
        }
    }
}
