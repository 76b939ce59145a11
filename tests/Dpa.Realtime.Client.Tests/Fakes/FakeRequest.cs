namespace Dpa.Realtime.Client.Tests.Fakes;

internal sealed record FakeRequest(HttpMethod Method, string Path, string Query, Dictionary<string, string> Headers, string Body);
