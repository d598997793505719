using System.Globalization;
using Npgsql;

namespace CustomerCapital.Bench.PostgreSql;

/// <summary>The engine and the plain service over one PostgreSQL server of their own, each with the same customers.</summary>
internal sealed class BesidePlainService : IDisposable
{
    private BesidePlainService(PostgreSqlCluster cluster, int customers, int pool)
    {
        (Cluster, Customers, EngineUrl, PlainUrl) = (cluster, customers, ServerProcess.FreeUrl(), ServerProcess.FreeUrl());
        Engine = ServerProcess.Start("serve", "--url", EngineUrl, "--database", "postgres:" + cluster.ConnectionString);
        Plain = ServerProcess.StartProgram("plainservice.dll", "--urls", PlainUrl, "--database", $"{cluster.ConnectionString};Maximum Pool Size={pool}");
    }

    public PostgreSqlCluster Cluster { get; }

    public int Customers { get; }

    public string EngineUrl { get; }

    public string PlainUrl { get; }

    public ServerProcess Engine { get; }

    public ServerProcess Plain { get; }

    /// <summary>Starts both and fills them.</summary>
    public static async Task<BesidePlainService> StartAsync(BenchOptions options, ResultTable table)
    {
        var both = new BesidePlainService(await PostgreSqlCluster.StartAsync(options.Folder), options.Customers ?? options.Size(10_000, 50), options.Pool);
        try
        {
            await both.FillAsync(table);
            return both;
        }
        catch
        {
            both.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Plain.Dispose();
        Engine.Dispose();
        Cluster.Dispose();
    }

    private async Task FillAsync(ResultTable table)
    {
        await Engine.WaitForAsync("Serving");
        await Plain.WaitForAsync("Serving");
        await StreamLoad.OneAsync(EngineUrl, (line, customer) => customer < Customers ? PurchaseMaker.WriteFirst(line, customer) : 0, _ => { });
        await Cluster.RunAsync("FillPlain", new NpgsqlParameter { Value = Customers });
        table.Write(string.Create(CultureInfo.InvariantCulture, $"process ids: engine {Engine.Id}, plain service {Plain.Id}, PostgreSQL {Cluster.ProcessId} and its children"));
    }
}
