using System.ClientModel;
using System.ClientModel.Primitives;
using DocumentPipelineHost.Configuration;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using OpenAI;

namespace DocumentPipelineHost.Models;

/// <summary>Puts the optional language model together.</summary>
internal static class ModelSetup
{
    /// <summary>What a service without keys is sent.</summary>
    private const string NoKey = "none";

    public static IServiceCollection AddModel(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSection<ModelOptions, ModelOptionsRules>(configuration, ModelOptions.Section);
        services.AddSingleton<ModelUsage>().AddSingleton<ModelSummary>();
        services.AddSingleton<ModelWriter>();
        if (configuration.GetSection(ModelOptions.Section).Get<ModelOptions>() is { IsSet: true })
            services.AddSingleton(static provider =>
                Client(provider.GetRequiredService<IOptions<ModelOptions>>().Value));
        return services;
    }

    /// <summary>Asks once: what fails falls back at once, and a redirect does not get the key.</summary>
    private static IChatClient Client(ModelOptions options)
    {
        var handler = new BoundedAnswers(
            new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = options.PieceTimeout });
        var client = new OpenAIClient(
            new ApiKeyCredential(string.IsNullOrWhiteSpace(options.Key) ? NoKey : options.Key),
            new OpenAIClientOptions
            {
                Endpoint = new Uri(options.Endpoint!),
                NetworkTimeout = options.Timeout,
                RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
                Transport = new HttpClientPipelineTransport(
                    new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan }),
            });
        return client.GetChatClient(options.Name).AsIChatClient();
    }
}
