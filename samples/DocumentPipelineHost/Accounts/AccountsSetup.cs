using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Accounts;

/// <summary>Sign-in by password, provider or bearer token; the development identity; the same-origin guard.</summary>
internal static class AccountsSetup
{
    private const string AnyScheme = "dpa";

    public static IServiceCollection AddAccounts(
        this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment,
        ConnectionOptions connections)
    {
        AddLocal(services, configuration);
        services.AddAuthorization();
        services.AddSection<OidcOptions, OidcOptionsRules>(configuration, OidcOptions.Section);
        var provider = configuration.GetSection(OidcOptions.Section).Get<OidcOptions>() ?? new OidcOptions();
        var authentication = services.AddAuthentication(options =>
        {
            options.DefaultScheme = provider.HasBearer ? AnyScheme : CookieAuthenticationDefaults.AuthenticationScheme;
            options.DefaultSignInScheme = CookieAuthenticationDefaults.AuthenticationScheme;
        });
        authentication.AddCookie(cookie => ConfigureCookie(cookie, environment));
        if (provider.HasBearer)
            authentication.AddPolicyScheme(AnyScheme, null, static any =>
                any.ForwardDefaultSelector = ProviderSignIn.SchemeOf);
        ProviderSignIn.Add(authentication, provider);
        AddLocalHosts(services, configuration, environment);
        services.AddDataProtection().SetApplicationName("DocumentPipelineHost");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(
            provider => new ConfigureOptions<KeyManagementOptions>(options =>
                options.XmlRepository = connections.HasPostgres
                    ? new CookieKeyStore(provider.GetRequiredService<HostDatabase>())
                    : Files(provider)));
        return services;
    }

    public static void UseAccounts(this WebApplication app)
    {
        app.UseAuthentication();
        if (app.Environment.IsDevelopment())
            app.UseMiddleware<DevelopmentIdentity>();
        app.UseMiddleware<SameOriginGuard>();
        app.UseAuthorization();
    }

    private static void AddLocal(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSection<AccountOptions, AccountOptionsRules>(configuration, AccountOptions.Section);
        services.AddSingleton<IPasswordHasher<LocalAccount>, PasswordHasher<LocalAccount>>();
        services
            .AddSingleton<AccountStore>()
            .AddSingleton<SessionStore>()
            .AddSingleton<SignInFailures>()
            .AddSingleton<PasswordCheck>();
        services.AddSingleton<Sessions>().AddSingleton<Operators>().AddSingleton<SessionEndpoint>();
        services.AddHostedService<FirstAccount>();
        services.AddHostedService<SessionSweepLoop>();
    }

    /// <summary>
    /// In Development every caller is a user, so a page of another site must not reach this machine under a name of its
    /// own (DNS rebinding).
    /// </summary>
    private static void AddLocalHosts(
        IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        if (environment.IsDevelopment() && string.IsNullOrEmpty(configuration["AllowedHosts"]))
            services.Configure<HostFilteringOptions>(static hosts =>
                hosts.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"]);
    }

    private static FileSystemXmlRepository Files(IServiceProvider provider) =>
        new(
            new DirectoryInfo(provider.GetRequiredService<DataFolder>().Keys),
            provider.GetRequiredService<ILoggerFactory>());

    /// <summary>
    /// Outside Development a browser keeps the cookie over TLS alone, for this very host alone (<c>__Host-</c>), and
    /// never shows it to script.
    /// </summary>
    private static void ConfigureCookie(CookieAuthenticationOptions options, IHostEnvironment environment)
    {
        var isDevelopment = environment.IsDevelopment();
        options.Cookie.Name = isDevelopment ? "dpa-session" : "__Host-dpa-session";
        options.Cookie.SecurePolicy = isDevelopment ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        options.Cookie.Path = "/";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.ExpireTimeSpan = TimeSpan.FromDays(7);
        options.Events.OnValidatePrincipal = Sessions.ValidateAsync;
        options.Events.OnRedirectToLogin = static context => AnswerAsync(context, HttpProblems.Unauthorized);
        options.Events.OnRedirectToAccessDenied = static context => AnswerAsync(context, HttpProblems.Forbidden);
    }

    private static Task AnswerAsync(RedirectContext<CookieAuthenticationOptions> context, Problem problem) =>
        ProblemWriter.WriteAsync(context.HttpContext, problem);
}
