using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace CustomerCapital.Bench.PlainService;

/// <summary>Records purchases, each in a transaction of its own, of three round trips: lock and read; insert, update and count; commit.</summary>
internal sealed class Register(NpgsqlDataSource source)
{
    private const int Shards = 64;

    public async Task<(Receipt Receipt, bool Repeated)> RecordAsync(string customerId, Purchase purchase)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var before = await LockAsync(connection, customerId);
        var at = (purchase.OccurredAt ?? DateTimeOffset.UtcNow).ToUniversalTime();
        var after = before.With(at, purchase.Amount, purchase.Channel);

        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Command(Sql.InsertPurchase,
            Text(customerId), Text(purchase.PurchaseId), new() { Value = at }, new() { Value = purchase.Amount }, Json(JsonSerializer.SerializeToUtf8Bytes(purchase, PlainJson.Default.Purchase))));
        batch.BatchCommands.Add(Command(Sql.UpdateCustomer, Text(customerId), new() { Value = (short)after.Rung }, Json(Encode(after))));
        batch.BatchCommands.Add(AddToCounters(ShardOf(customerId), Counter.Between(before, after)));
        await batch.ExecuteNonQueryAsync();
        if (batch.BatchCommands[0].RecordsAffected == 0)
        {
            await transaction.RollbackAsync();
            return (ReceiptOf(before), true);
        }

        await transaction.CommitAsync();
        return (ReceiptOf(after), false);

        Receipt ReceiptOf(CustomerState state) => new(customerId, purchase.PurchaseId, state.Rung, state.Orders, state.Revenue / 10_000m);
    }

    private static async Task<CustomerState> LockAsync(NpgsqlConnection connection, string customerId)
    {
        if (await ReadAsync() is { } known) return known;
        await using (var insert = new NpgsqlCommand(Sql.InsertCustomer, connection) { Parameters = { Text(customerId), Json(Encode(CustomerState.New)) } })
            await insert.ExecuteNonQueryAsync();
        return (await ReadAsync())!;

        async Task<CustomerState?> ReadAsync()
        {
            await using var select = new NpgsqlCommand(Sql.SelectCustomer, connection) { Parameters = { Text(customerId) } };
            return await select.ExecuteScalarAsync() is string state ? JsonSerializer.Deserialize(state, PlainJson.Default.CustomerState) : null;
        }
    }

    private static NpgsqlBatchCommand AddToCounters(short shard, List<Counter> counters) => Command(Sql.AddToCounters,
        new() { Value = shard },
        new() { Value = counters.ConvertAll(counter => counter.Kind) },
        new() { Value = counters.ConvertAll(counter => counter.A) },
        new() { Value = counters.ConvertAll(counter => counter.B) },
        new() { Value = counters.ConvertAll(counter => counter.Name) },
        new() { Value = counters.ConvertAll(counter => counter.Customers) },
        new() { Value = counters.ConvertAll(counter => counter.Orders) },
        new() { Value = counters.ConvertAll(counter => counter.Revenue) });

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    private static NpgsqlParameter<byte[]> Json(byte[] utf8) => new() { TypedValue = utf8, NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static byte[] Encode(CustomerState state) => JsonSerializer.SerializeToUtf8Bytes(state, PlainJson.Default.CustomerState);

    private static short ShardOf(string customerId) => (short)(customerId.Aggregate(0u, (hash, c) => unchecked((hash * 31) + c)) % Shards);
}
