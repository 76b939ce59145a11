using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Configuration;

/// <summary>Binds a section of the configuration to its options; what is wrong is reported at the start.</summary>
internal static class SectionExtensions
{
    /// <summary>With the rules of its attributes.</summary>
    public static IServiceCollection AddSection<TOptions>(
        this IServiceCollection services, IConfiguration configuration, string section)
        where TOptions : class
    {
        services.AddOptions<TOptions>().Bind(configuration.GetSection(section)).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<TOptions>>(new SectionRules<TOptions>(section));
    }

    /// <summary>With rules of its own beside those of its attributes.</summary>
    public static IServiceCollection AddSection<TOptions, TRules>(
        this IServiceCollection services, IConfiguration configuration, string section)
        where TOptions : class
        where TRules : class, IValidateOptions<TOptions> =>
        services
            .AddSection<TOptions>(configuration, section)
            .AddSingleton<IValidateOptions<TOptions>, TRules>();
}
