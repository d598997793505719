using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace CustomerCapital.Bench.PlainService;

/// <summary>Records purchases, each in a transaction of its own, of three round trips: lock and read; insert, update and count; commit.</summary>
/// <remarks>A voucher costs no round trip more: its terms are read with the customer, and its uses counted last, so that others wait for its row as shortly as can be.</remarks>
internal sealed class Register(NpgsqlDataSource source)
{
    private const int Shards = 64;

    public async Task<(Receipt Receipt, bool Repeated)> RecordAsync(string customerId, Purchase purchase)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var code = purchase.Vouchers is [var named] ? named : null;
        var (before, voucher) = await LockAsync(connection, customerId, code);
        if (code is not null && voucher is not { UsesLeft: > 0 } && !await IsRecordedAsync(connection, customerId, purchase.PurchaseId)) throw new VoucherRefusedException(code);
        var at = (purchase.OccurredAt ?? DateTimeOffset.UtcNow).ToUniversalTime();
        var amount = purchase.Amount - (voucher?.DiscountOf(purchase.Amount) ?? 0);
        var after = before.With(at, amount, purchase.Channel);

        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Command(Sql.InsertPurchase,
            Text(customerId), Text(purchase.PurchaseId), new() { Value = at }, new() { Value = amount }, Json(JsonSerializer.SerializeToUtf8Bytes(purchase, PlainJson.Default.Purchase))));
        batch.BatchCommands.Add(Command(Sql.UpdateCustomer, Text(customerId), new() { Value = (short)after.Rung }, Json(Encode(after))));
        batch.BatchCommands.Add(AddToCounters(ShardOf(customerId), Counter.Between(before, after)));
        if (code is not null) batch.BatchCommands.Add(Command(Sql.UseVoucher, Text(code)));
        await batch.ExecuteNonQueryAsync();
        if (batch.BatchCommands[0].RecordsAffected == 0)
        {
            await transaction.RollbackAsync();
            return (ReceiptOf(before), true);
        }

        if (code is not null && batch.BatchCommands[^1].RecordsAffected == 0) throw new VoucherRefusedException(code);
        await transaction.CommitAsync();
        return (ReceiptOf(after), false);

        Receipt ReceiptOf(CustomerState state) => new(customerId, purchase.PurchaseId, state.Rung, state.Orders, state.Revenue / 10_000m);
    }

    private static async Task<(CustomerState Customer, Voucher? Voucher)> LockAsync(NpgsqlConnection connection, string customerId, string? code)
    {
        if (await ReadAsync() is ({ } known, var read)) return (known, read);
        await using (var insert = new NpgsqlCommand(Sql.InsertCustomer, connection) { Parameters = { Text(customerId), Json(Encode(CustomerState.New)) } })
            await insert.ExecuteNonQueryAsync();
        var (customer, voucher) = await ReadAsync();
        return (customer!, voucher);

        async Task<(CustomerState? Customer, Voucher? Voucher)> ReadAsync()
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(Command(Sql.SelectCustomer, Text(customerId)));
            if (code is not null) batch.BatchCommands.Add(Command(Sql.SelectVoucher, Text(code)));
            await using var reader = await batch.ExecuteReaderAsync();
            var customer = await reader.ReadAsync() ? JsonSerializer.Deserialize(reader.GetString(0), PlainJson.Default.CustomerState) : null;
            var voucher = await reader.NextResultAsync() && await reader.ReadAsync() ? new Voucher(reader.GetDecimal(0), reader.GetInt64(1)) : null;
            return (customer, voucher);
        }
    }

    private static async Task<bool> IsRecordedAsync(NpgsqlConnection connection, string customerId, string purchaseId)
    {
        await using var select = new NpgsqlCommand(Sql.SelectPurchase, connection) { Parameters = { Text(customerId), Text(purchaseId) } };
        return await select.ExecuteScalarAsync() is not null;
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
