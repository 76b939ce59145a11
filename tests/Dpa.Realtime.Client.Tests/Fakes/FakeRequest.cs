namespace Dpa.Realtime.Client.Tests.Fakes;

internal sealed record FakeRequest(
    HttpMethod Method, string Path, string Query, Dictionary<string, string> Headers, string Body)
{
    /// <summary>A browser is asked for the answer as it comes.</summary>
    public bool StreamsInBrowser { get; init; }
}
