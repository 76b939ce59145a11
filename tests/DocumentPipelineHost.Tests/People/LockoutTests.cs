using System.Net;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using DocumentPipelineHost.Tests.Tus;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.People;

/// <summary>Guessing passwords.</summary>
public sealed class LockoutTests
{
    private const int MaxFailures = 3;

    [Theory]
    [InlineData(Rows.Sqlite, ProductionHost.Anna)]
    [InlineData(Rows.Postgres, ProductionHost.Anna)]
    [InlineData(Rows.Sqlite, "nobody-of-this-name")]
    public async Task Guesses_ManyAtOnce_AreNoMoreThanOneAfterTheOther(Rows rows, string name)
    {
        var time = new ShiftedTime();
        await using var production = await StartAsync(rows, time);
        using var person = production.Nobody();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(i => person.SignInAsync(name, $"guess number {i}")));

        Assert.Equal(MaxFailures, answers.Count(static answer => answer.StatusCode == HttpStatusCode.Unauthorized));
        var locked = answers.Where(static answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToList();
        Assert.Equal(12 - MaxFailures, locked.Count);
        Assert.Equal((429, "locked_out"), await HostClient.ProblemAsync(locked[0]));
        Assert.InRange(locked[0].Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 600);
        foreach (var answer in answers)
            answer.Dispose();
    }

    [Fact]
    public async Task LockedName_RightPassword_IsTakenOnlyAfterTheTime()
    {
        var time = new ShiftedTime();
        await using var production = await StartAsync(Rows.Sqlite, time);
        using var person = production.Nobody();
        for (var i = 0; i < MaxFailures; i++)
            (await person.SignInAsync(ProductionHost.Anna, "wrong password")).Dispose();

        using var locked = await person.SignInAsync(ProductionHost.Anna, ProductionHost.Password);
        using var other = await person.SignInAsync(ProductionHost.Ben, ProductionHost.Password);
        time.Advance(TimeSpan.FromMinutes(11));
        using var after = await person.SignInAsync(ProductionHost.Anna, ProductionHost.Password);

        Assert.Equal(HttpStatusCode.TooManyRequests, locked.StatusCode);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Fact]
    public async Task RightPassword_BeforeTheLock_BeginsTheCountAgain()
    {
        await using var production = await StartAsync(Rows.Sqlite, new ShiftedTime());
        using var person = production.Nobody();

        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < MaxFailures - 1; i++)
                (await person.SignInAsync(ProductionHost.Anna, "wrong password")).Dispose();
            using var right = await person.SignInAsync(ProductionHost.Anna, ProductionHost.Password);
            Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        }
    }

    private static Task<ProductionHost> StartAsync(Rows rows, ShiftedTime time) =>
        ProductionHost.StartAsync(
            rows,
            services => services.AddSingleton<TimeProvider>(time),
            "--Accounts:MaxFailures", "3", "--Accounts:LockoutTime", "00:10:00");
}
