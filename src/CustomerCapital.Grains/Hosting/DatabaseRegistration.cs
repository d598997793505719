using CustomerCapital.Grains.Schema;
using CustomerCapital.Grains.Wire;

namespace CustomerCapital.Grains.Hosting;

/// <summary>Lets silos and clients find each other through a database, in which the cluster keeps its control state and reminders too.</summary>
/// <remarks>The database has been completed by <see cref="ClusterSchema.MigrateAsync"/>, and the program carries the ADO.NET driver of its dialect.</remarks>
public static class DatabaseRegistration
{
    /// <summary>The storage of control state, as grains name it.</summary>
    public const string ControlStorage = "control";

    /// <summary>Makes a silo keep membership, control state and reminders in a database that silos share.</summary>
    public static ISiloBuilder UseClusterDatabase(this ISiloBuilder silo, ClusterDialect dialect, string connectionString) => silo
        .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Driver(dialect), connectionString))
        .AddControlStorage(dialect, connectionString)
        .UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (Driver(dialect), connectionString));

    /// <summary>Makes a silo that is alone: it finds no others and keeps reminders in memory, since nobody is there to wake it.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="dialect">Where control state is kept; null for memory.</param>
    /// <param name="connectionString">The database; null for memory.</param>
    public static ISiloBuilder UseNoCluster(this ISiloBuilder silo, ClusterDialect? dialect, string? connectionString)
    {
        silo.UseInMemoryReminderService();
        return dialect is { } kept ? silo.AddControlStorage(kept, connectionString!) : silo.AddMemoryGrainStorage(ControlStorage);
    }

    /// <summary>Makes a client find the cluster's silos in its database.</summary>
    public static IClientBuilder UseClusterDatabase(this IClientBuilder client, ClusterDialect dialect, string connectionString) =>
        client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (Driver(dialect), connectionString));

    private static ISiloBuilder AddControlStorage(this ISiloBuilder silo, ClusterDialect dialect, string connectionString) =>
        silo.AddAdoNetGrainStorage(ControlStorage, options =>
        {
            (options.Invariant, options.ConnectionString) = (Driver(dialect), connectionString);
            options.GrainStorageSerializer = new GrainStateJson();
        });

    /// <summary>A driver as Orleans names it.</summary>
    private static string Driver(ClusterDialect dialect) => dialect switch
    {
        ClusterDialect.PostgreSql => "Npgsql",
        ClusterDialect.SqlServer => "Microsoft.Data.SqlClient",
        // So the provider calls SQLite, and loads Microsoft.Data.Sqlite; it knows that driver by no name of its own.
        ClusterDialect.Sqlite => "System.Data.SQLite",
        _ => throw new ArgumentOutOfRangeException(nameof(dialect), dialect, "Not a dialect."),
    };
}
