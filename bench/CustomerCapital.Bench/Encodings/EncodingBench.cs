using System.Diagnostics;
using CustomerCapital.Bench.PostgreSql;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine.Hosting;
using CustomerCapital.Ledger.Encoding;
using CustomerCapital.Ledger.Memory;
using Npgsql;
using NpgsqlTypes;

namespace CustomerCapital.Bench.Encodings;

/// <summary>What a customer's state costs as JSON text, as jsonb and in a binary format: its bytes, its encoding, and its writing into PostgreSQL.</summary>
internal static class EncodingBench
{
    private static readonly DateTimeOffset Start = new(2025, 1, 3, 9, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync(BenchOptions options, ResultTable table)
    {
        var states = await StatesAsync(options.Size(2_000, 20));
        var (json, binary) = (states.ConvertAll(LedgerJson.EncodeUtf8), states.ConvertAll(ProtobufState.Encode));
        table.Add("encodings: mean bytes of a state after ten purchases, JSON / protobuf", $"{json.Average(bytes => bytes.Length):0} / {binary.Average(bytes => bytes.Length):0}");
        table.Add("encodings: encode, JSON / protobuf", $"{Time(states, LedgerJson.EncodeUtf8):0.0} / {Time(states, ProtobufState.Encode):0.0} µs");
        table.Add("encodings: decode, JSON / protobuf", $"{Time(json, bytes => LedgerJson.DecodeState(bytes)):0.0} / {Time(binary, ProtobufState.Decode):0.0} µs");
        if (!PostgreSqlCluster.IsInstalled())
        {
            table.Add("encodings: writing left out, PostgreSQL is not installed here", "");
            return;
        }

        using var cluster = await PostgreSqlCluster.StartAsync(options.Folder);
        (string Type, List<byte[]> Rows)[] kinds = [("text", json), ("jsonb", json), ("bytea", binary)];
        foreach (var (type, rows) in kinds) await UpdateAsync(cluster, type, rows, create: true);
        var costs = kinds.ToDictionary(kind => kind.Type, _ => new List<double>());
        for (var round = 0; round < options.Size(40, 1); round++)
            foreach (var (type, rows) in kinds) costs[type].Add(await UpdateAsync(cluster, type, rows, create: false));
        foreach (var (type, _) in kinds) table.Add($"encodings: update of a row as {type}, processor time of the server", $"{costs[type].Average():0.0} µs");
    }

    private static async Task<List<ActorState>> StatesAsync(int customers)
    {
        await using var engine = await InProcessHost.StartAsync(new InMemoryLedger(), new(), TimeProvider.System);
        var states = new List<ActorState>();
        for (var customer = 0; customer < customers; customer++)
        {
            var id = $"customer-{customer:000000}";
            await engine.ExecuteAsync(id, [.. Enumerable.Range(0, 10).Select(number => new RecordPurchase
            {
                PurchaseId = $"order-{number}", OccurredAt = Start.AddDays((34 * number) + (customer % 30)), Amount = new Money(199_900 + customer), Channel = "web",
            })]);
            states.Add((await engine.Customer(id).GetAsync())!);
        }

        return states;
    }

    /// <summary>Mean microseconds, over all items, of the fastest of some rounds.</summary>
    private static double Time<TItem, TResult>(List<TItem> items, Func<TItem, TResult> work)
    {
        var best = double.MaxValue;
        for (var round = 0; round < 20; round++)
        {
            var watch = Stopwatch.StartNew();
            foreach (var item in items) work(item);
            best = Math.Min(best, watch.Elapsed.TotalMicroseconds / items.Count);
        }

        return best;
    }

    /// <returns>Microseconds of the server's processor time for a row.</returns>
    private static async Task<double> UpdateAsync(PostgreSqlCluster cluster, string type, List<byte[]> rows, bool create)
    {
        await using var connection = new NpgsqlConnection(cluster.ConnectionString);
        await connection.OpenAsync();
        if (create) await RunAsync(connection, $"CREATE TABLE states_{type} (id integer PRIMARY KEY, state {type} NOT NULL)");
        var isBinary = type == "bytea";
        await using var command = new NpgsqlCommand(
            create
                ? $"INSERT INTO states_{type} SELECT id, state::{type} FROM unnest(@id, @state) AS new (id, state)"
                : $"UPDATE states_{type} AS old SET state = new.state::{type} FROM unnest(@id, @state) AS new (id, state) WHERE old.id = new.id",
            connection);
        command.Parameters.Add(new("id", NpgsqlDbType.Array | NpgsqlDbType.Integer) { Value = Enumerable.Range(0, rows.Count).ToArray() });
        command.Parameters.Add(new("state", NpgsqlDbType.Array | (isBinary ? NpgsqlDbType.Bytea : NpgsqlDbType.Text)) { Value = rows.ToArray() });
        var before = cluster.ProcessorTime();
        var times = create ? 1 : 5;
        for (var time = 0; time < times; time++) await command.ExecuteNonQueryAsync();
        return (cluster.ProcessorTime() - before).TotalMicroseconds / (rows.Count * times);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
