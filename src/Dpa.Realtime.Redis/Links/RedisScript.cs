using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Links;

/// <summary>
/// A script from a file beside the code. Sent once to each server, then called by its digest; it is sent again to a
/// server that no longer has it.
/// </summary>
internal sealed class RedisScript
{
    private readonly string _text;

    private RedisScript(string file)
    {
        using var stream = typeof(RedisScript).Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"The script {file} is not in the assembly.");
        using var reader = new StreamReader(stream);
        _text = reader.ReadToEnd();
    }

    public static RedisScript Commit { get; } = new("commit.lua");

    public static RedisScript Renew { get; } = new("renew.lua");

    public static RedisScript Watch { get; } = new("watch.lua");

    public static RedisScript Due { get; } = new("due.lua");

    public static RedisScript List { get; } = new("list.lua");

    public static RedisScript ReadList { get; } = new("readlist.lua");

    public static RedisScript Offer { get; } = new("offer.lua");

    public static RedisScript Notice { get; } = new("notice.lua");

    public static RedisScript Notices { get; } = new("notices.lua");

    public static RedisScript Marks { get; } = new("marks.lua");

    /// <summary>Runs on a primary only: all scripts write, and a replica may not have the newest data.</summary>
    public Task<RedisResult> RunAsync(IDatabase database, RedisKey[] keys, params RedisValue[] values) =>
        database.ScriptEvaluateAsync(_text, keys, values, CommandFlags.DemandMaster);
}
