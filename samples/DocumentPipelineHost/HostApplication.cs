using DocumentPipelineHost.Accounts;
using DocumentPipelineHost.Batches;
using DocumentPipelineHost.Configuration;
using DocumentPipelineHost.Control;
using DocumentPipelineHost.Database;
using DocumentPipelineHost.Documents;
using DocumentPipelineHost.Duplicates;
using DocumentPipelineHost.Endpoints;
using DocumentPipelineHost.Engine;
using DocumentPipelineHost.Estimates;
using DocumentPipelineHost.Idempotency;
using DocumentPipelineHost.Instances;
using DocumentPipelineHost.Jobs;
using DocumentPipelineHost.Languages;
using DocumentPipelineHost.Metrics;
using DocumentPipelineHost.Models;
using DocumentPipelineHost.Notifications;
using DocumentPipelineHost.Operations;
using DocumentPipelineHost.Options;
using DocumentPipelineHost.Pipelines;
using DocumentPipelineHost.Problems;
using DocumentPipelineHost.Stages;
using DocumentPipelineHost.Statistics;
using DocumentPipelineHost.Storage;
using DocumentPipelineHost.Tus;
using DocumentPipelineHost.Uploads;
using Dpa.Realtime;
using Dpa.Realtime.Redis;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost;

/// <summary>The whole application, put together.</summary>
public static class HostApplication
{
    /// <summary>What the server reads ahead of an upload: at a cut it is lost, and sent again.</summary>
    private const long RequestBufferBytes = 256 * 1024;

    /// <summary>
    /// Runs the host. Returns 1, with one line that states the reason, where it cannot start as it is configured.
    /// </summary>
    public static async Task<int> RunAsync(string[] args)
    {
        IConfiguration? configuration = null;
        var isStarted = false;
        try
        {
            var builder = WebApplication.CreateBuilder(args);
            configuration = builder.Configuration;
            await using var app = Build(builder, configure: null);
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            app.Services.GetService<FolderOwner>()?.Take();
            app.Services.GetRequiredService<HostDatabase>().Prepare();
            app.Services.GetService<JobsFile>()?.Check();
            await app.Services.GetRequiredService<IInstances>().JoinAsync(CancellationToken.None);
            app.Lifetime.ApplicationStarted.Register(() =>
            {
                isStarted = true;
                app.Logger.LogInformation("The page is at {Addresses}", string.Join(", ", app.Urls));
            });
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (!isStarted && StartFailures.Describe(exception, configuration) is { } line)
        {
            StartFailures.Write(line);
            return 1;
        }
    }

    /// <param name="args">The command line.</param>
    /// <param name="configure">Adds or replaces parts. Default: none.</param>
    public static WebApplication Create(string[] args, Action<IServiceCollection>? configure = null) =>
        Build(WebApplication.CreateBuilder(args), configure);

    private static WebApplication Build(WebApplicationBuilder builder, Action<IServiceCollection>? configure)
    {
        AddServices(builder);
        configure?.Invoke(builder.Services);
        var log = new StartLog(builder.Logging);
        var app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(log.Open);
        Use(app);
        return app;
    }

    private static void AddServices(WebApplicationBuilder builder)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        builder.WebHost.ConfigureKestrel(static server => server.Limits.MaxRequestBufferSize = RequestBufferBytes);
        // the limit above counts under TLS and HTTP/2 only
        builder.WebHost.UseSockets(static sockets => sockets.MaxReadBufferSize = RequestBufferBytes);
        services.AddSection<DataOptions>(configuration, DataOptions.Section);
        services.AddSection<UploadOptions>(configuration, UploadOptions.Section);
        services.AddSection<PipelineOptions>(configuration, PipelineOptions.Section);
        services.AddOptions<ConnectionOptions>().Bind(configuration.GetSection(ConnectionOptions.Section));
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<DataFolder>();
        services.ConfigureHttpJsonOptions(static json => ProductJson.Configure(json.SerializerOptions));
        services.AddExceptionHandler<ProblemExceptionHandler>();
        services.AddOpenApi();
        var connections = configuration.GetSection(ConnectionOptions.Section).Get<ConnectionOptions>()
            ?? new ConnectionOptions();
        var instance = new HostInstance(connections.IsShared);
        services.AddDatabase(connections).AddInstances(connections, instance);
        var realtime = services
            .AddDpaRealtime(static options => options.LostProducerStatus = PipelineStatus.Interrupted)
            .AddPipelineArchive<PipelineArchive>()
            .AddTransitionHandler<PipelineArchive>()
            .AddControlHandler<ControlHandler>()
            .AddHostMetrics(services, configuration);
        if (connections.HasRedis)
            realtime.AddRedisBackplane(connections.Redis!);
        services.AddProxies(configuration).AddRateLimits(configuration);
        services.AddAccounts(configuration, builder.Environment, connections);
        services.AddJobs(configuration, builder.Environment, connections, instance);
        services.AddControl().AddBatches(configuration).AddOperations();
        services.AddCompression().AddStatistics().AddEstimates().AddNotifications(configuration);
        services.AddStorage(configuration);
        services.AddEngine(configuration).AddModel(configuration);
        AddProduct(services, connections);
    }

    private static void AddProduct(IServiceCollection services, ConnectionOptions connections)
    {
        services
            .AddSingleton<DocumentStore>()
            .AddSingleton<CheckpointStore>()
            .AddSingleton<PageStore>()
            .AddSingleton<ChunkStore>()
            .AddSingleton<OutlineCache>()
            .AddSingleton<ResultStore>()
            .AddSingleton<WarningStore>();
        if (connections.HasPostgres)
            services.AddSingleton<IFullTextIndex, PostgresFullTextIndex>();
        else
            services.AddSingleton<IFullTextIndex, SqliteFullTextIndex>();
        services.AddSingleton<DocumentCatalog>().AddSingleton<DocumentSearch>().AddSingleton<DocumentRemoval>();
        services.AddHostedService<UnownedSweepLoop>();
        services.AddSingleton<LeftoverRows>().AddHostedService<LeftoverSweepLoop>();
        services.AddSingleton<PipelineStore>().AddSingleton<WaitingPipelines>();
        services.AddSingleton<LiveRuns>().AddSingleton<PipelinesAtWork>();
        services.AddSingleton<TidyUp>().AddSingleton<IdempotencyStore>().AddSingleton<IdempotentCalls>();
        services.AddSingleton<OptionCatalog>();
        services
            .AddSingleton<UploadReader>()
            .AddSingleton<DocumentIntake>()
            .AddSingleton<UploadPipelines>()
            .AddSingleton<KeptInterrupts>()
            .AddSingleton<UploadAcceptance>()
            .AddSingleton<UploadEndpoint>();
        services.AddSingleton<DuplicateAnswers>().AddSingleton<DuplicateQuestions>();
        services.AddTus();
        services.AddSingleton<DocumentReads>().AddSingleton<DocumentReader>().AddSingleton<PageEndpoint>();
        services.AddSingleton<StageResults>().AddSingleton<StageAttempts>();
        services.AddSingleton<IDocumentStage, ParseStage>();
        services.AddSingleton<IDocumentStage, IndexStage>();
        services.AddSingleton<IDocumentStage, SummaryStage>();
        services.AddSingleton<IDocumentStage, AnalysisStage>();
    }

    private static void Use(WebApplication app)
    {
        app.UseMiddleware<RefusedBodies>();
        app.Use(static (context, next) => RequestWait.RunAsync(() => next(context)));
        app.UseProxies();
        app.UseMiddleware<ResponseGuards>();
        app.UseCompression();
        app.UseMiddleware<TusRequests>();
        app.UseExceptionHandler(static _ => { });
        app.UseStatusCodePages(static context =>
            ProblemWriter.WriteAsync(
                context.HttpContext, HttpProblems.OfStatus(context.HttpContext.Response.StatusCode)));
        app.UseStaticFiles(PageFiles.Options);
        app.UseRouting();
        app.UseAccounts();
        app.UseMiddleware<RateLimitGate>();
        app.UseMiddleware<UnmatchedRequests>();
        app.UseMiddleware<TrafficCount>();
        app.UseMiddleware<RowsGate>();
        app.MapDpaWebSocket();
        app.MapDpaProgress();
        app.MapHealth();
        var rows = app.MapGroup("").WithMetadata(new RowsMark());
        rows.MapApi();
        rows.MapTus();
        rows.MapStatistics();
        rows.MapNotifications();
        rows.MapHostMetrics();
    }
}
