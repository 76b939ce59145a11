namespace Dpa.Realtime.Client;

/// <summary>Judges the options when a client is made, in words that say what to write.</summary>
internal static class OptionsCheck
{
    public static void Check(RealtimeClientOptions o)
    {
        ArgumentNullException.ThrowIfNull(o);
        if (o.Address is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            throw Wrong(nameof(o.Address), "is where the server is: Address = new Uri(\"https://host/app\")");
        if (o.Address.Query.Length > 0 || o.Address.Fragment.Length > 0) throw Wrong(nameof(o.Address), "has no query and no fragment");
        if (!WireBounds.IsUserId(o.UserId)) throw Wrong(nameof(o.UserId), "is the caller's own user id: UserId = \"alice\", 1 to 256 characters");
        Positive(nameof(o.BackoffBase), o.BackoffBase);
        Positive(nameof(o.PollInterval), o.PollInterval);
        Positive(nameof(o.ProbeInterval), o.ProbeInterval);
        Positive(nameof(o.GreetingTimeout), o.GreetingTimeout);
        Positive(nameof(o.AnswerTimeout), o.AnswerTimeout);
        if (o.BackoffCap < o.BackoffBase) throw Wrong(nameof(o.BackoffCap), "is not below BackoffBase");
        if (o.StableAfter < TimeSpan.Zero) throw Wrong(nameof(o.StableAfter), "is not below 0");
        if (o.Attempts < 1) throw Wrong(nameof(o.Attempts), "is at least 1");
        if (o.AuthenticateInterval <= TimeSpan.FromSeconds(1)) throw Wrong(nameof(o.AuthenticateInterval), "is more than 1 s");
        ArgumentNullException.ThrowIfNull(o.TimeProvider);
    }

    private static void Positive(string name, TimeSpan value)
    {
        if (value <= TimeSpan.Zero) throw Wrong(name, "is above 0");
    }

    private static ArgumentException Wrong(string name, string what) => new($"{nameof(RealtimeClientOptions)}.{name} {what}.");
}
