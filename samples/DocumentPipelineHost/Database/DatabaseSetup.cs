using DocumentPipelineHost.Configuration;

namespace DocumentPipelineHost.Database;

/// <summary>Chooses the engine by the configuration.</summary>
internal static class DatabaseSetup
{
    public static IServiceCollection AddDatabase(this IServiceCollection services, ConnectionOptions connections)
    {
        TimeHandler.Register();
        services.AddSingleton<DatabaseIdentity>();
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database");
        if (!connections.HasPostgres)
            return services.AddSingleton<HostDatabase, SqliteDatabase>();
        services.AddSingleton(new PostgresAddress(connections.Postgres!));
        return services.AddSingleton<HostDatabase, PostgresDatabase>();
    }
}
