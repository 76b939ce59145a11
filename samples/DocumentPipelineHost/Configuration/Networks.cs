using System.Net;

namespace DocumentPipelineHost.Configuration;

/// <summary>Lists of addresses and networks in settings.</summary>
internal static class Networks
{
    /// <summary>The first that is neither an address nor a network; null where each is one.</summary>
    public static string? FindWrong(IEnumerable<string> given) => given.FirstOrDefault(static one =>
        !IPAddress.TryParse(one, out _) && !IPNetwork.TryParse(one, out _));
}
