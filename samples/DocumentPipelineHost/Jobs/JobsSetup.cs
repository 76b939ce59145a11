using DocumentPipelineHost.Configuration;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Quartz;

namespace DocumentPipelineHost.Jobs;

/// <summary>The durable job engine. It keeps its tables in a file of its own, so that its locks and the host's never wait for each other.</summary>
internal static class JobsSetup
{
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        var data = new DataFolder(Options(configuration.GetSection(DataOptions.Section).Get<DataOptions>()), environment);
        var pipeline = configuration.GetSection(PipelineOptions.Section).Get<PipelineOptions>() ?? new PipelineOptions();
        services.AddSingleton<PipelineJobs>();
        services.AddSingleton<PipelineExecutor>();
        services.AddSingleton<PipelineEnding>();
        services.AddSingleton<Retries>();
        services.AddHostedService<StartupRecovery>();
        services.AddQuartz(engine =>
        {
            engine.ConfigureScheduler(static scheduler =>
            {
                scheduler.InstanceName = "documents";
                scheduler.InstanceId = "host";
                scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always;
            });
            engine.UseDefaultThreadPool(pool => pool.MaxConcurrency = pipeline.Workers);
            engine.UseDefaultRetryPolicy(Retries.Policy(pipeline));
            engine.UsePersistentStore(store =>
            {
                store.ProvisionSchema();
                store.UseSqlite(new SqliteConnectionStringBuilder { DataSource = data.JobsFile }.ConnectionString);
            });
        });
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
        services.AddHostedService<QueueSweepLoop>();
        return services;
    }

    private static IOptions<DataOptions> Options(DataOptions? options) => Microsoft.Extensions.Options.Options.Create(options ?? new DataOptions());
}
