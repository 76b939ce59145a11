namespace Dpa.Realtime.Client;

/// <summary>Checks the options when a client is made; each message names a valid value.</summary>
internal static class OptionsCheck
{
    /// <summary>No timer of the client waits longer.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static void Check(RealtimeClientOptions o)
    {
        ArgumentNullException.ThrowIfNull(o);
        if (o.Address is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            throw Wrong(nameof(o.Address), "is where the server is: Address = new Uri(\"https://host/app\")");
        if (o.Address.Query.Length > 0 || o.Address.Fragment.Length > 0)
            throw Wrong(nameof(o.Address), "has no query and no fragment");
        if (!WireBounds.IsUserId(o.UserId))
            throw Wrong(nameof(o.UserId), "is the caller's own user id: UserId = \"alice\", 1 to 256 characters");
        Positive(nameof(o.BackoffBase), o.BackoffBase);
        Positive(nameof(o.PollInterval), o.PollInterval);
        Positive(nameof(o.ProbeInterval), o.ProbeInterval);
        Positive(nameof(o.GreetingTimeout), o.GreetingTimeout);
        Positive(nameof(o.AnswerTimeout), o.AnswerTimeout);
        if (o.BackoffCap < o.BackoffBase || o.BackoffCap > Longest)
            throw Wrong(nameof(o.BackoffCap), "is from BackoffBase to a day");
        if (o.StableAfter < TimeSpan.Zero || o.StableAfter > Longest)
            throw Wrong(nameof(o.StableAfter), "is from 0 to a day");
        if (o.Attempts < 1)
            throw Wrong(nameof(o.Attempts), "is at least 1");
        if (o.AuthenticateInterval is { } interval && (interval <= TimeSpan.FromSeconds(1) || interval > Longest))
            throw Wrong(nameof(o.AuthenticateInterval), "is more than 1 s and at most a day");
        ArgumentNullException.ThrowIfNull(o.TimeProvider);
    }

    private static void Positive(string name, TimeSpan value)
    {
        if (value <= TimeSpan.Zero || value > Longest) throw Wrong(name, "is above 0 and at most a day");
    }

    private static ArgumentException Wrong(string name, string what) =>
        new($"{nameof(RealtimeClientOptions)}.{name} {what}.");
}
