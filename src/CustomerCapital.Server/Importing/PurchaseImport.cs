using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Server.Importing;

/// <summary>
/// Imports a purchase file: first sorts its rows by customer into temporary files, then gives each customer's purchases and returns,
/// oldest first, to the engine. Running it again changes nothing; interrupted and run again, it completes.
/// </summary>
internal sealed class PurchaseImport(ICustomerCapital engine, RejectedFile rejected)
{
    private const int CommandsInTurn = 500;
    private const int CustomersAtOnce = 256;

    private readonly Lock _lock = new();

    /// <summary>What it has come to so far.</summary>
    public ImportSummary Summary { get; } = new();

    /// <summary>Sorts the rows of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="expectedBytes">Its size, unpacked, about.</param>
    /// <param name="advance">Told of rows as they are read.</param>
    /// <param name="cancellation">Interrupts.</param>
    public RowSpool Sort(PurchaseFile file, long expectedBytes, Action<long> advance, CancellationToken cancellation)
    {
        const int step = 1_000;
        var spool = new RowSpool(expectedBytes);
        while (file.Read())
        {
            if (file.Field(0).IsEmpty) rejected.Add(file, "customer_id is empty");
            else spool.Add(file);
            if (++Summary.Rows % step != 0) continue;
            cancellation.ThrowIfCancellationRequested();
            advance(step);
        }

        advance(Summary.Rows % step);
        return spool;
    }

    /// <summary>Gives what was sorted to the engine; while one part is recorded, the next is read.</summary>
    /// <param name="spool">The sorted rows.</param>
    /// <param name="advance">Told of rows as they are done.</param>
    /// <param name="cancellation">Interrupts.</param>
    public async Task RecordAsync(RowSpool spool, Action<long> advance, CancellationToken cancellation)
    {
        var next = Task.Run(() => CommandsOf(spool.Take(0)), cancellation);
        for (var partition = 0; partition < spool.Partitions; partition++)
        {
            var customers = await next;
            var following = partition + 1;
            if (following < spool.Partitions) next = Task.Run(() => CommandsOf(spool.Take(following)), cancellation);
            await Parallel.ForEachAsync(
                customers, new ParallelOptions { MaxDegreeOfParallelism = CustomersAtOnce, CancellationToken = cancellation },
                async (customer, _) => await RecordAsync(customer, advance));
        }
    }

    private List<CustomerCommands> CommandsOf(List<PurchaseRow> rows)
    {
        var reading = new PurchaseReading(engine.Policy.Program.Calendar);
        var unread = new List<RejectedRow>();
        var customers = new List<CustomerCommands>();
        foreach (var customer in rows.GroupBy(row => row.CustomerId, StringComparer.Ordinal))
        {
            var commands = customer
                .GroupBy(row => row.PurchaseId, StringComparer.Ordinal)
                .SelectMany(purchase => reading.CommandsOf([.. purchase], unread).Select(command => new SourcedCommand(command, [.. purchase])))
                .OrderBy(sourced => sourced.Command.OccurredAt)
                .ToList();
            customers.Add(new(customer.Key, commands, customer.Count()));
        }

        lock (_lock)
            foreach (var row in unread) rejected.Add(row.Row, row.Reason);
        return customers;
    }

    private async Task RecordAsync(CustomerCommands customer, Action<long> advance)
    {
        var recorded = false;
        foreach (var turn in customer.Commands.Chunk(CommandsInTurn))
        {
            var outcomes = await ExecuteAsync(customer.CustomerId, turn.Select(sourced => sourced.Command).ToList());
            recorded |= outcomes.Any(outcome => outcome.Status == OutcomeStatus.Accepted);
            lock (_lock)
                for (var i = 0; i < turn.Length; i++) Count(turn[i], outcomes[i]);
        }

        lock (_lock)
        {
            if (recorded) Summary.Customers++;
            advance(customer.Rows);
        }
    }

    /// <summary>An overloaded engine is one's own doing here: the queue moves on, so the turn is given again.</summary>
    private async Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<CustomerCommand> commands)
    {
        while (true)
        {
            try
            {
                return await engine.ExecuteAsync(customerId, commands);
            }
            catch (EngineOverloadedException)
            {
                await Task.Yield();
            }
        }
    }

    private void Count(SourcedCommand sourced, CommandOutcome outcome)
    {
        switch (outcome.Status)
        {
            case OutcomeStatus.Accepted when sourced.Command is RecordPurchase:
                Summary.Purchases++;
                break;
            case OutcomeStatus.Accepted:
                Summary.Returns++;
                break;
            case OutcomeStatus.Duplicate:
                Summary.Known++;
                break;
            default:
                foreach (var row in sourced.Rows) rejected.Add(row, $"{outcome.Code}: {outcome.Message}");
                break;
        }
    }

    private sealed record CustomerCommands(string CustomerId, IReadOnlyList<SourcedCommand> Commands, int Rows);

    private sealed record SourcedCommand(CustomerCommand Command, IReadOnlyList<PurchaseRow> Rows);
}
