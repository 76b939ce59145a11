using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Accounts;

/// <summary>Cookie sign-in, the development identity and the same-origin guard.</summary>
internal static class AccountsSetup
{
    public static IServiceCollection AddAccounts(this IServiceCollection services, ConnectionOptions connections)
    {
        services.AddSingleton<SessionEndpoint>();
        services.AddAuthorization();
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(ConfigureCookie);
        services.AddDataProtection().SetApplicationName("DocumentPipelineHost");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlRepository = connections.HasPostgres ? new CookieKeyStore(provider.GetRequiredService<HostDatabase>()) : Files(provider)));
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

    private static FileSystemXmlRepository Files(IServiceProvider provider) =>
        new(new DirectoryInfo(provider.GetRequiredService<DataFolder>().Keys), provider.GetRequiredService<ILoggerFactory>());

    private static void ConfigureCookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "dpa-session";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.ExpireTimeSpan = TimeSpan.FromDays(7);
        options.Events.OnRedirectToLogin = static context => AnswerAsync(context, HttpProblems.Unauthorized);
        options.Events.OnRedirectToAccessDenied = static context => AnswerAsync(context, HttpProblems.Forbidden);
    }

    private static Task AnswerAsync(RedirectContext<CookieAuthenticationOptions> context, Problem problem) =>
        ProblemWriter.WriteAsync(context.HttpContext, problem);
}
