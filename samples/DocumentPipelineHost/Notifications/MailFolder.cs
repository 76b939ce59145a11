using DocumentPipelineHost.Configuration;
using MimeKit;

namespace DocumentPipelineHost.Notifications;

/// <summary>
/// Where e-mails go in Development while no mail server is set: each is a file that mail programs open, the newest
/// <see cref="Most"/> are kept.
/// </summary>
internal sealed class MailFolder(DataFolder data, ILogger<MailFolder> logger)
{
    public const int Most = 100;

    private readonly Lock _lock = new();
    private bool _isLogged;

    /// <summary>Writes the e-mail, whole or not at all.</summary>
    /// <param name="id">Its delivery's; ids are in the order of time.</param>
    /// <param name="message">The e-mail.</param>
    /// <param name="ct">Gives up.</param>
    public async Task WriteAsync(string id, MimeMessage message, CancellationToken ct)
    {
        var folder = data.Mails;
        var file = Path.Combine(folder, $"{id}.eml");
        await message.WriteToAsync($"{file}.part", ct);
        lock (_lock)
        {
            File.Move($"{file}.part", file, overwrite: true);
            foreach (var old in Directory.GetFiles(folder, "*.eml").OrderDescending(StringComparer.Ordinal).Skip(Most))
                File.Delete(old);
            if (_isLogged)
                return;
            _isLogged = true;
        }

        logger.LogInformation(
            "E-mails are written to {Folder}, as files, and not sent: Smtp:Host is not set. The newest {Most} are kept",
            folder, Most);
    }
}
