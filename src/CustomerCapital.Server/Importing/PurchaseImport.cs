using System.Threading.Channels;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;

namespace CustomerCapital.Server.Importing;

/// <summary>
/// Imports a purchase file: first sorts its rows by customer into temporary files, then gives each customer's purchases and returns,
/// oldest first, to the engine. Running it again changes nothing; interrupted and run again, it completes.
/// </summary>
internal sealed class PurchaseImport(ICommands engine, IPolicy policy, RejectedFile rejected)
{
    private const int CommandsInTurn = 500;
    private const int CustomersAtOnce = 128;
    private const int CustomersRead = 32;

    private readonly Lock _lock = new();

    /// <summary>What it has come to so far.</summary>
    public ImportSummary Summary { get; } = new();

    /// <summary>Customers of the file whose ids look alike; complete once everything is recorded.</summary>
    public LookAlikes LookAlikes { get; } = new();

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
            if (file.Fault() is { } reason)
            {
                rejected.Add(file, reason);
                if (file.NamesPurchase) spool.AddRejected(file);
            }
            else
            {
                spool.Add(file);
            }

            if (++Summary.Rows % step != 0) continue;
            cancellation.ThrowIfCancellationRequested();
            advance(step);
        }

        advance(Summary.Rows % step);
        return spool;
    }

    /// <summary>Gives what was sorted to the engine, many customers at once; while some are recorded, the next are read.</summary>
    /// <param name="spool">The sorted rows.</param>
    /// <param name="advance">Told of rows as they are done.</param>
    /// <param name="cancellation">Interrupts.</param>
    public async Task RecordAsync(RowSpool spool, Action<long> advance, CancellationToken cancellation)
    {
        // Customers are recorded side by side; the first row of the file, not the quickest customer, names the program's currency.
        var rules = (await policy.GetAsync()).Policy;
        if (rules.Currency is null && spool.FirstCurrency is { } currency) await policy.PutAsync(rules with { Currency = currency }, rules.Version);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var read = Channel.CreateBounded<CustomerCommands>(CustomersRead);
        var reading = Task.Run(() => ReadAsync(spool, read.Writer, stopping.Token), CancellationToken.None);
        try
        {
            await Parallel.ForEachAsync(
                read.Reader.ReadAllAsync(stopping.Token), new ParallelOptions { MaxDegreeOfParallelism = CustomersAtOnce, CancellationToken = stopping.Token },
                async (customer, _) => await RecordAsync(customer, advance));
        }
        finally
        {
            await stopping.CancelAsync();
            await reading;
        }
    }

    /// <summary>Makes commands of the rows, customer by customer; a failure is passed on to whoever takes them.</summary>
    private async Task ReadAsync(RowSpool spool, ChannelWriter<CustomerCommands> customers, CancellationToken cancellation)
    {
        try
        {
            var reading = new PurchaseReading(policy.Program.Calendar);
            for (var partition = 0; partition < spool.Partitions; partition++)
            {
                foreach (var customer in spool.Read(partition).GroupBy(row => row.CustomerId, StringComparer.Ordinal))
                {
                    LookAlikes.Add(customer.Key);
                    await customers.WriteAsync(CommandsOf(customer.Key, [.. customer], reading), cancellation);
                }
            }

            customers.Complete();
        }
        catch (Exception failure)
        {
            customers.Complete(failure);
        }
    }

    private CustomerCommands CommandsOf(string customerId, IReadOnlyList<PurchaseRow> rows, PurchaseReading reading)
    {
        var unread = new List<RejectedRow>();
        var commands = new List<SourcedCommand>();
        foreach (var purchase in rows.GroupBy(row => row.PurchaseId, StringComparer.Ordinal))
        {
            PurchaseRow[] lines = [.. purchase];
            foreach (var command in reading.CommandsOf(lines, unread)) commands.Add(new(command, lines));
        }

        lock (_lock)
            foreach (var row in unread) rejected.Add(row.Row, row.Reason);
        return new(customerId, [.. commands.OrderBy(sourced => sourced.Command.OccurredAt)], rows.Count);
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
    private async Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<ActorCommand> commands)
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

    private sealed record SourcedCommand(ActorCommand Command, IReadOnlyList<PurchaseRow> Rows);
}
