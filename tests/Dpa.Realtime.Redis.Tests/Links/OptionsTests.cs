using Dpa.Realtime.Redis.Links;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Tests.Links;

/// <summary>Settings are checked when the application starts, with what to write instead.</summary>
public sealed class OptionsTests
{
    [Theory]
    [InlineData("localhost:6379,heartbeatInterval=1", "cannot be read")]
    [InlineData("localhost:99999999", "cannot be read")]
    [InlineData("", "names no server")]
    [InlineData("ssl=true", "names no server")]
    public void Configuration_ThatIsWrong_IsNamedWithoutItsText(string configuration, string expected)
    {
        var failure = Failure(o =>
            o.Configuration = configuration.Length == 0 ? "" : configuration + ",password=secret");

        Assert.Contains(expected, failure, StringComparison.Ordinal);
        Assert.Contains("localhost:6379", failure, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void NoWay_SaysWhatToCall() =>
        Assert.Contains("AddRedisBackplane(\"localhost:6379\")", Failure(_ => { }), StringComparison.Ordinal);

    [Fact]
    public void TwoWays_AreTooMany() =>
        Assert.Contains(
            "more than one way",
            Failure(o => (o.Configuration, o.ServiceKey) = ("localhost", "k")),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("a{b}")]
    [InlineData("a b")]
    public void Prefix_WithWrongCharacters_IsRefused(string prefix) =>
        Assert.Contains(
            "KeyPrefix",
            Failure(o => (o.Configuration, o.KeyPrefix) = ("localhost", prefix)),
            StringComparison.Ordinal);

    [Fact]
    public void Retentions_OutOfRange_AreRefused()
    {
        Assert.Contains(
            "Retention must be from 1 minute",
            Failure(o => (o.Configuration, o.Retention) = ("localhost", TimeSpan.Zero)),
            StringComparison.Ordinal);
        Assert.Contains(
            "UnfinishedRetention",
            Failure(o => (o.Configuration, o.UnfinishedRetention) = ("localhost", TimeSpan.FromHours(2))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Defaults_FillWhatTheApplicationLeft()
    {
        var ours = ConnectionDefaults.Of(ConfigurationOptions.Parse("localhost:6379"));
        var given = ConnectionDefaults.Of(
            new ConfigurationOptions
            {
                EndPoints = { "localhost" }, AsyncTimeout = 700, ReconnectRetryPolicy = new LinearRetry(5),
                ClientName = "mine",
            });

        Assert.Equal(
            (false, 200.0, false, 2000),
            (
                ours.AbortOnConnectFail, ours.HeartbeatInterval.TotalMilliseconds,
                ours.BacklogPolicy.QueueWhileDisconnected, ours.AsyncTimeout));
        Assert.IsType<LinearRetry>(ours.ReconnectRetryPolicy);
        Assert.Equal((700, "mine"), (given.AsyncTimeout, given.ClientName));
    }

    private static string Failure(Action<RedisBackplaneOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDpaRealtime().AddRedisBackplane(configure);
        using var provider = services.BuildServiceProvider();
        return Assert
            .Throws<OptionsValidationException>(() =>
                provider.GetRequiredService<IOptions<RedisBackplaneOptions>>().Value)
            .Message;
    }
}
