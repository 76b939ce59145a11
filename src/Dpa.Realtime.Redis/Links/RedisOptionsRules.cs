using System.Buffers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Dpa.Realtime.Redis.Links;

/// <summary>
/// Checks the settings when the application starts; each message names a valid alternative. No message contains a
/// connection string, because it may contain a password.
/// </summary>
internal sealed class RedisOptionsRules(IServiceProviderIsService? services = null)
    : IValidateOptions<RedisBackplaneOptions>
{
    private static readonly SearchValues<char> PrefixCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public const string ChannelPrefix =
        "The backplane's connection must have no channelPrefix: messages published by scripts would not carry it. Use "
            + "RedisBackplaneOptions.KeyPrefix, which begins keys and channels alike.";

    public ValidateOptionsResult Validate(string? name, RedisBackplaneOptions options)
    {
        List<string> failures = [];
        CheckWay(options, failures);
        if (
            options.KeyPrefix is not { Length: >= 1 and <= 64 }
            || options.KeyPrefix.AsSpan().ContainsAnyExcept(PrefixCharacters))
            failures.Add(
                $"RedisBackplaneOptions.KeyPrefix must have 1 to 64 characters of A-Z a-z 0-9 . _ -; it is "
                    + $"'{options.KeyPrefix}'. Use for example \"dpa\"."
            );
        if (options.Retention < TimeSpan.FromMinutes(1) || options.Retention > TimeSpan.FromDays(3650))
            failures.Add(
                $"RedisBackplaneOptions.Retention must be from 1 minute to 3,650 days; it is {options.Retention}.");
        if (
            options.UnfinishedRetention < TimeSpan.FromHours(1)
            || options.UnfinishedRetention < options.Retention
            || options.UnfinishedRetention > TimeSpan.FromDays(3650))
            failures.Add(
                $"RedisBackplaneOptions.UnfinishedRetention must be at least 1 hour, at least Retention "
                    + $"({options.Retention}) and at most 3,650 days; it is {options.UnfinishedRetention}."
            );
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private void CheckWay(RedisBackplaneOptions options, List<string> failures)
    {
        var ways = new[]
        {
            options.Configuration is not null, options.ConfigurationOptions is not null,
            options.ConnectionFactory is not null, options.ServiceKey is not null,
        }.Count(set => set);
        if (ways > 1)
            failures.Add(
                "RedisBackplaneOptions has more than one way to the server. Set one of Configuration, "
                    + "ConfigurationOptions, ConnectionFactory and ServiceKey."
            );
        else if (ways == 0 && services?.IsService(typeof(IConnectionMultiplexer)) == false)
            failures.Add(
                "RedisBackplaneOptions does not name the address of Redis. Call AddRedisBackplane(\"localhost:6379\"), or "
                    + "register an IConnectionMultiplexer before."
            );
        if (options.Configuration is not null)
            CheckText(options.Configuration, failures);
        if (
            options.ConfigurationOptions is { ChannelPrefix.IsNullOrEmpty: false }
            || options.Configuration?.Contains("channelPrefix=", StringComparison.OrdinalIgnoreCase) == true)
            failures.Add(ChannelPrefix);
        if (options.ConfigurationOptions is { EndPoints.Count: 0 })
            failures.Add(
                "RedisBackplaneOptions.ConfigurationOptions has no end point. Add one: EndPoints = { { \"localhost\", "
                    + "6379 } }."
            );
    }

    private static void CheckText(string configuration, List<string> failures)
    {
        try
        {
            if (
                !string.IsNullOrWhiteSpace(configuration)
                && ConfigurationOptions.Parse(configuration).EndPoints.Count > 0)
                return;
            failures.Add(
                "RedisBackplaneOptions.Configuration names no server. Write it as \"host:port,option=value\", for "
                    + "example \"localhost:6379,password=…,ssl=true\"."
            );
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            failures.Add(
                $"RedisBackplaneOptions.Configuration cannot be read ({e.GetType().Name}, parameter "
                    + $"'{(e as ArgumentException)?.ParamName}'). Write it as \"host:port,option=value\", for example "
                    + $"\"localhost:6379,password=…,ssl=true\"."
            );
        }
    }
}
