using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using DocumentPipelineHost.Tests.Host;
using DocumentPipelineHost.Tests.Services;

namespace DocumentPipelineHost.Tests.People;

/// <summary>Sign-in at an OpenID Connect provider, and its bearer tokens.</summary>
public sealed class OidcTests : IAsyncLifetime
{
    private OidcProvider? _provider;
    private ProductionHost? _production;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _provider = await OidcProvider.StartAsync();
        _production = await ProductionHost.StartAsync(
            Rows.Sqlite, null, "--Oidc:Authority", _provider.Address, "--Oidc:ClientId", OidcProvider.ClientId,
            "--Oidc:ClientSecret", OidcProvider.ClientSecret, "--Oidc:Audience", OidcProvider.Audience);
    }

    public async ValueTask DisposeAsync()
    {
        await _production!.DisposeAsync();
        await _provider!.DisposeAsync();
    }

    [Fact]
    public async Task Provider_SignInAndOut_IsASessionLikeAnyOther()
    {
        using var person = _production!.Nobody();
        Assert.True((bool)(await person.Client.GetAsync("/api/v1/session"))["provider"]!);

        await SignInAsync(person);

        Assert.Equal("oidc:4711", await person.WhoAmIAsync());
        await person.Client.UploadAsync(Texts.Unique("Of the provider's user."), "mine.txt");
        using var copy = new HttpClient
        {
            BaseAddress = _production.Address, DefaultRequestHeaders = { { "Cookie", person.Cookie } },
        };
        using var crossSite = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/session")
        {
            Headers = { { "Sec-Fetch-Site", "cross-site" } },
        };
        Assert.Equal(HttpStatusCode.Forbidden, (await copy.SendAsync(crossSite, Cancellation)).StatusCode);
        using var signedOut = await person.SignOutAsync();
        Assert.Null(await person.WhoAmIAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, (await copy.GetAsync("/api/v2/documents", Cancellation)).StatusCode);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    public async Task Provider_SubjectThatIsNoUserId_IsRefusedInWords(string subject)
    {
        _provider!.Subject = subject;
        using var person = _production!.Nobody();

        using var answer = await SignInAsync(person);

        Assert.Equal((401, "provider_refused"), await HostClient.ProblemAsync(answer));
        Assert.Null(await person.WhoAmIAsync());
    }

    [Fact]
    public async Task Bearer_OfTheProvider_IsTheSameUserAndNeedsNoAntiforgery()
    {
        using var program = new HostClient(_production!.Address, null);
        program.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _provider!.Token());

        await program.UploadAsync(Texts.Unique("By a program."), "program.txt");

        using var person = _production.Nobody();
        await SignInAsync(person);
        Assert.Single((await person.Client.GetAsync("/api/v2/documents"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Bearer_ForAnotherAudienceOfAnotherKeyOrExpired_IsNobody()
    {
        using var other = RSA.Create(2048);
        string[] tokens =
        [
            _provider!.Token("another-api"), _provider.Token(key: other),
            _provider.Token(lifetime: TimeSpan.FromHours(-1)), "nonsense",
        ];
        foreach (var token in tokens)
        {
            using var program = new HostClient(_production!.Address, null);
            program.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            Assert.Equal((401, "unauthorized"), await program.ProblemAsync("/api/v2/documents"));
        }
    }

    /// <summary>As a browser follows: to the provider, back with the code, to the page.</summary>
    private static async Task<HttpResponseMessage> SignInAsync(Person person)
    {
        using var challenge = await person.Http.GetAsync("/api/v1/session/oidc", Cancellation);
        Assert.Equal(HttpStatusCode.Redirect, challenge.StatusCode);
        using var provider = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var consent = await provider.GetAsync(challenge.Headers.Location, Cancellation);
        Assert.Equal(HttpStatusCode.Redirect, consent.StatusCode);
        return await person.Http.GetAsync(consent.Headers.Location, Cancellation);
    }
}
