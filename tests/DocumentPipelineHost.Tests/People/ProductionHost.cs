using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;
using Microsoft.Extensions.DependencyInjection;

namespace DocumentPipelineHost.Tests.People;

/// <summary>A host as an operator runs it: Production, with two local accounts.</summary>
internal sealed class ProductionHost : IAsyncDisposable
{
    public const string Anna = "anna";
    public const string Ben = "ben";
    public const string Password = "correct horse battery";

    private readonly HostPlace _place;

    private ProductionHost(HostPlace place, TestHost host) => (_place, Host) = (place, host);

    public TestHost Host { get; }

    public HostPlace Place => _place;

    public Uri Address => Host.Address;

    public static async Task<ProductionHost> StartAsync(
        Rows rows = Rows.Sqlite, Action<IServiceCollection>? configure = null, params string[] settings)
    {
        var place = await HostPlace.CreateAsync(rows);
        try
        {
            var host = await place.StartAsync(
                configure ?? (static _ => { }),
                [
                    "--environment", "Production", "--Accounts:FirstName", Anna, "--Accounts:FirstPassword", Password,
                    .. settings,
                ]);
            await host.Services.GetRequiredService<AccountStore>().SetAsync(Ben, Password);
            return new ProductionHost(place, host);
        }
        catch
        {
            await place.DisposeAsync();
            throw;
        }
    }

    /// <summary>A browser that nobody has signed in.</summary>
    public Person Nobody() => new(Address);

    /// <summary>A browser in which this user has signed in.</summary>
    public async Task<Person> SignedInAsync(string name)
    {
        var person = Nobody();
        using var answer = await person.SignInAsync(name, Password);
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        return person;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _place.DisposeAsync();
    }
}
