using Dpa.Realtime.Redis.Diagnostics;
using Dpa.Realtime.Redis.Links;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Tests.Links;

/// <summary>Failures by what is to be done about them, from the server's own words.</summary>
public sealed class RedisFailureTests
{
    [Theory]
    [InlineData("WRONGPASS invalid username-password pair or user is disabled.", nameof(FailureKind.WrongPassword))]
    [InlineData("NOAUTH Authentication required.", nameof(FailureKind.WrongPassword))]
    [InlineData(
        "NOPERM this user has no permissions to run the 'evalsha' command", nameof(FailureKind.MissingPermission))]
    [InlineData(
        "ERR The user executing the script can't run this command or subcommand script: 1, on @user_script:4.",
        nameof(FailureKind.MissingPermission))]
    [InlineData(
        "OOM command not allowed when used memory > 'maxmemory'. script: 1, on @user_script:38.",
        nameof(FailureKind.OutOfMemory))]
    [InlineData("READONLY You can't write against a read only replica.", nameof(FailureKind.ReadOnly))]
    [InlineData("LOADING Redis is loading the dataset in memory", nameof(FailureKind.Loading))]
    [InlineData("CLUSTERDOWN Hash slot not served", nameof(FailureKind.Cluster))]
    [InlineData("MOVED 3999 127.0.0.1:6381", nameof(FailureKind.Cluster))]
    [InlineData("CROSSSLOT Keys in request don't hash to the same slot", nameof(FailureKind.Cluster))]
    [InlineData("ERR unknown command 'GETDEL'", nameof(FailureKind.Unsupported))]
    [InlineData("ERR max number of clients reached", nameof(FailureKind.TooManyClients))]
    [InlineData("MISCONF Redis is configured to save RDB snapshots", nameof(FailureKind.NotWritable))]
    [InlineData("ERR something new", nameof(FailureKind.Unexpected))]
    public void KindOf_AServersWords_IsWhatToDo(string words, string expected)
    {
        Assert.Equal(
            expected,
            RedisFailure.KindOf(new RedisServerException(RedisErrorKind.Unknown, CommandFlags.None, words)).ToString());
        // The same where the library wraps it into a connection's failure.
        var wrapped = new RedisConnectionException(
            ConnectionFailureType.UnableToConnect, CommandFlags.None, "It was not possible to connect.",
            new RedisServerException(RedisErrorKind.Unknown, CommandFlags.None, words));
        Assert.Equal(
            expected == nameof(FailureKind.Unexpected) ? nameof(FailureKind.Unreachable) : expected,
            RedisFailure.KindOf(wrapped).ToString());
    }

    [Fact]
    public void KindOf_AServerThatIsTooOld_IsUnsupported() =>
        Assert.Equal(
            FailureKind.Unsupported,
            RedisFailure.KindOf(new RedisCommandException("The server's version is 6.0.16; 6.2 or later is needed.")));

    [Fact]
    public void IsOne_AProgrammingError_IsNot() => Assert.False(RedisFailure.IsOne(new InvalidOperationException()));
}
