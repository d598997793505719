using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Server.Importing.Control;
using CustomerCapital.Server.Importing.Formats;
using CustomerCapital.Server.Importing.Reading;
using CustomerCapital.Server.Importing.Rows;

namespace CustomerCapital.Server.Importing;

/// <summary>
/// Imports a purchase file: sorts its rows by customer into temporary files, examines what they come to, then gives each customer's purchases and returns,
/// oldest first, to the engine. Running it again changes nothing; interrupted and run again, it completes.
/// </summary>
internal sealed class PurchaseImport(ICommands engine, IPolicy policy, RejectedFile rejected, ImportFormat format)
{
    private const int CommandsInTurn = 500;
    private const int CustomersRead = 32;
    private const int PartitionsAtOnce = 4;

    /// <summary>Purchases of guests that are held, to tell whether they are lines of somebody's: 16 MB at most.</summary>
    private const int GuestPurchaseLimit = 500_000;

    private static readonly TimeSpan OverloadPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan UnavailablePause = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly HashSet<ulong> _guestPurchases = [];
    private long _rowsWithoutIds;
    private long _firstWithoutIds;

    /// <summary>Whether nothing was in the ledger before, so that a return without a purchase in the file has none at all.</summary>
    public bool LedgerWasEmpty { get; init; }

    /// <summary>How many customers are recorded side by side. Default 128.</summary>
    public int CustomersAtOnce { get; init; } = 128;

    /// <summary>How long an engine that does not answer is asked again, with the same commands, before the import ends. Default: not at all.</summary>
    public TimeSpan Patience { get; init; }

    /// <summary>What it has come to so far.</summary>
    public ImportSummary Summary { get; } = new();

    /// <summary>What has been recorded so far, for other threads; not while rows are sorted or examined.</summary>
    public ImportTotals Totals()
    {
        lock (_lock) return ImportTotals.Of(Summary, rejected);
    }

    /// <summary>Why rows have been rejected so far, for other threads; not while rows are sorted or examined.</summary>
    public IReadOnlyList<RejectionReason> Reasons()
    {
        lock (_lock) return rejected.Reasons.Reasons();
    }

    /// <summary>Sorts the rows of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="expectedBytes">Its size, unpacked, about.</param>
    /// <param name="advance">Told of rows as they are read.</param>
    /// <param name="cancellation">Interrupts.</param>
    public RowSpool Sort(PurchaseFile file, long expectedBytes, Action<long> advance, CancellationToken cancellation)
    {
        const int step = 1_000;
        var spool = new RowSpool(expectedBytes, file.Plan);
        while (file.Read())
        {
            if (file.Kind == RecordKind.Empty) continue;
            Sort(file, spool);
            if (++Summary.Rows % step != 0) continue;
            cancellation.ThrowIfCancellationRequested();
            advance(step);
        }

        advance(Summary.Rows % step);
        return spool;
    }

    /// <summary>Works out what would be recorded, and writes the rows that cannot be read with their reasons. Nothing is recorded.</summary>
    /// <param name="spool">The sorted rows.</param>
    /// <param name="splitDecimals">Rows that seem to have lost their decimals.</param>
    /// <param name="advance">Told of rows as they are done.</param>
    /// <param name="cancellation">Interrupts.</param>
    public Examination Examine(RowSpool spool, long splitDecimals, Action<long> advance, CancellationToken cancellation)
    {
        var examination = new Examination(policy.Program.Calendar);
        var readings = Enumerable.Range(0, Math.Min(Environment.ProcessorCount, PartitionsAtOnce)).Select(_ => new CustomerReading(policy.Program.Calendar, format, sumsOnly: true)).ToArray();
        var similar = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var partitions in Enumerable.Range(0, spool.Partitions).Chunk(readings.Length))
        {
            cancellation.ThrowIfCancellationRequested();
            // Partitions are read side by side, and looked at in their order: what is said of them is the same each time.
            var read = new List<CustomerUnits>[partitions.Length];
            try
            {
                Parallel.For(0, partitions.Length, i => read[i] = [.. readings[i].Read(spool, partitions[i])]);
            }
            catch (AggregateException several)
            {
                ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
            }

            foreach (var partition in read)
            {
                similar.Clear();
                foreach (var customer in partition)
                {
                    Examine(customer, examination, similar);
                    advance(customer.Rows);
                }
            }
        }

        foreach (var other in readings.Skip(1)) readings[0].Numbers.Add(other.Numbers);
        if (_rowsWithoutIds > 0) examination.Add(Doubt.RowsWithoutIds, $"line {_firstWithoutIds}: neither customer nor purchase", _rowsWithoutIds);
        examination.Complete(readings[0].Numbers, splitDecimals);
        _guestPurchases.Clear();
        _guestPurchases.TrimExcess();
        return examination;
    }

    /// <summary>Gives what was sorted to the engine, many customers at once; while some are recorded, the next are read.</summary>
    /// <param name="spool">The sorted rows.</param>
    /// <param name="advance">Told of rows as they are done.</param>
    /// <param name="cancellation">Interrupts.</param>
    public async Task RecordAsync(RowSpool spool, Action<long> advance, CancellationToken cancellation)
    {
        // Customers are recorded side by side; the first row of the file, not the quickest customer, names the program's currency.
        var rules = (await policy.GetAsync()).Policy;
        if (rules.Currency is null && CurrencyName.Of(spool.FirstCurrency) is { } currency) await policy.PutAsync(rules with { Currency = currency }, rules.Version);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var read = Channel.CreateBounded<CustomerCommands>(CustomersRead);
        var reading = Task.Run(() => ReadAsync(spool, read.Writer, advance, stopping.Token), CancellationToken.None);
        try
        {
            await Parallel.ForEachAsync(
                read.Reader.ReadAllAsync(stopping.Token), new ParallelOptions { MaxDegreeOfParallelism = CustomersAtOnce, CancellationToken = stopping.Token },
                async (customer, _) => await RecordAsync(customer, advance, stopping.Token));
        }
        finally
        {
            await stopping.CancelAsync();
            await reading;
        }
    }

    private void Sort(PurchaseFile file, RowSpool spool)
    {
        if (file.Fault() is { } reason)
        {
            rejected.Add(file, reason);
            if (file.NamesPurchase) spool.Add(file, RowMark.Rejected);
            return;
        }

        if (file.Customer.IsEmpty && file.Kind == RecordKind.Line)
        {
            if (!file.Purchase.IsEmpty && _guestPurchases.Count < GuestPurchaseLimit) _guestPurchases.Add(IdHash.Of(file.Purchase));
            if (file.Purchase.IsEmpty && _rowsWithoutIds++ == 0) _firstWithoutIds = file.Line;
        }

        spool.Add(file, file.Kind == RecordKind.LeftOut ? RowMark.LeftOut : RowMark.None);
    }

    private void Examine(CustomerUnits customer, Examination examination, Dictionary<string, string> similar)
    {
        foreach (var (unit, rows) in customer.Units)
        {
            if (customer.CustomerId.Length == 0)
            {
                // A guest's row is nobody's, whatever is wrong with it, unless it was rejected as it was read.
                var ofNobody = rows.Count(row => row.Mark != RowMark.Rejected);
                examination.TakeGuest(unit, ofNobody);
                Summary.Skipped += ofNobody;
                continue;
            }

            Summary.Skipped += unit.LeftOut;
            rejected.Add(unit.Rejected, unit.RejectedAmount);
            if (_guestPurchases.Count > 0 && rows[0].PurchaseId.Length > 0 && _guestPurchases.Contains(IdHash.Of(System.Text.Encoding.UTF8.GetBytes(rows[0].PurchaseId))))
                examination.Add(Doubt.RowsWithoutIds, $"line {rows[0].Line}: purchase '{rows[0].PurchaseId}' has rows without a customer");
        }

        if (customer.CustomerId.Length > 0) examination.Take(customer.CustomerId, customer.Units, similar);
    }

    /// <summary>Makes commands of the rows, customer by customer; a failure is passed on to whoever takes them.</summary>
    private async Task ReadAsync(RowSpool spool, ChannelWriter<CustomerCommands> customers, Action<long> advance, CancellationToken cancellation)
    {
        try
        {
            var reading = new CustomerReading(policy.Program.Calendar, format, sumsOnly: false);
            for (var partition = 0; partition < spool.CustomerPartitions; partition++)
            {
                foreach (var customer in reading.Read(spool, partition))
                {
                    if (customer.CustomerId.Length == 0) advance(customer.Rows);
                    else await customers.WriteAsync(new(customer.CustomerId, [.. customer.Units.SelectMany(unit => unit.Unit.Commands).OrderBy(sourced => sourced.Command.OccurredAt)], customer.Rows), cancellation);
                }
            }

            customers.Complete();
        }
        catch (Exception failure)
        {
            customers.Complete(failure);
        }
    }

    private async Task RecordAsync(CustomerCommands customer, Action<long> advance, CancellationToken cancellation)
    {
        var recorded = false;
        foreach (var turn in customer.Commands.Chunk(CommandsInTurn))
        {
            var outcomes = await ExecuteAsync(customer.CustomerId, turn, cancellation);
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

    /// <summary>The outcome of each command, or of what is recorded in its place.</summary>
    private async Task<CommandOutcome[]> ExecuteAsync(string customerId, SourcedCommand[] turn, CancellationToken cancellation)
    {
        // A return that may be its purchase's is followed by the credit that it is otherwise: one of the two finds the number taken.
        var commands = new List<ActorCommand>(turn.Length);
        foreach (var sourced in turn)
        {
            var credit = sourced.Role == CommandRole.Return ? sourced.Alternative : null;
            if (credit is null || !LedgerWasEmpty) commands.Add(sourced.Command);
            if (credit is not null) commands.Add(credit);
        }

        var answered = await ExecuteAsync(customerId, commands, cancellation);
        var outcomes = new CommandOutcome[turn.Length];
        for (int i = 0, at = 0; i < turn.Length; i++, at++)
        {
            outcomes[i] = answered[at];
            if (LedgerWasEmpty || turn[i] is not { Role: CommandRole.Return, Alternative: not null }) continue;
            outcomes[i] = Chosen(answered[at], answered[at + 1]);
            at++;
        }

        // The lines of a purchase that was recorded by an earlier version stand in the order of its file.
        var other = Enumerable.Range(0, turn.Length).Where(i => turn[i] is { Role: CommandRole.Purchase, Alternative: not null } && outcomes[i].Status == OutcomeStatus.Conflict).ToList();
        if (other.Count == 0) return outcomes;
        var again = await ExecuteAsync(customerId, other.ConvertAll(i => turn[i].Alternative!), cancellation);
        for (var i = 0; i < other.Count; i++)
            if (again[i].Status == OutcomeStatus.Duplicate) outcomes[other[i]] = again[i];
        return outcomes;
    }

    private CommandOutcome Chosen(CommandOutcome linked, CommandOutcome credit)
    {
        if (linked.Status is OutcomeStatus.Accepted or OutcomeStatus.Duplicate) return linked;
        if (credit.Status is OutcomeStatus.Accepted && linked.Code != "purchase_not_found") Summary.Credits++;
        return credit;
    }

    /// <summary>An overloaded engine is one's own doing here: the queue moves on, so the turn is given again. What was carried out before is a duplicate then.</summary>
    private async Task<IReadOnlyList<CommandOutcome>> ExecuteAsync(string customerId, IReadOnlyList<ActorCommand> commands, CancellationToken cancellation)
    {
        for (long? failed = null; ;)
        {
            try
            {
                return await engine.ExecuteAsync(customerId, commands);
            }
            catch (EngineOverloadedException)
            {
                await Task.Delay(OverloadPause, cancellation);
            }
            catch (EngineUnavailableException) when (Stopwatch.GetElapsedTime(failed ??= Stopwatch.GetTimestamp()) < Patience)
            {
                await Task.Delay(UnavailablePause, cancellation);
            }
        }
    }

    private void Count(SourcedCommand sourced, CommandOutcome outcome)
    {
        var (rows, amount) = (sourced.Rows.Count, sourced.Amount.ToDecimal());
        switch (sourced.Role, outcome)
        {
            case (CommandRole.TakeBack, { Status: OutcomeStatus.Accepted }):
                Summary.TakenBack++;
                break;
            case (CommandRole.TakeBack, { Status: OutcomeStatus.Duplicate } or { Code: "purchase_not_found" or "nothing_to_return" }):
                break;
            case (_, { Status: OutcomeStatus.Accepted }):
                if (sourced.Role == CommandRole.Purchase) Summary.Purchases++;
                else Summary.Returns++;
                Summary.Recorded = (Summary.Recorded.Rows + rows, Summary.Recorded.Amount + amount);
                break;
            case (_, { Status: OutcomeStatus.Duplicate or OutcomeStatus.Unchanged }):
            case (CommandRole.Refund, { Code: "nothing_to_return" }):
                Summary.Known++;
                Summary.KnownRows = (Summary.KnownRows.Rows + rows, Summary.KnownRows.Amount + amount);
                break;
            default:
                // The id is the shop's: a new one would record the purchase twice.
                var reason = outcome.Status == OutcomeStatus.Conflict ? "recorded before with other lines or another currency; was it imported with another --format?" : outcome.Message;
                rejected.Add([.. sourced.Rows.Select(row => new RejectedRow(row, $"{outcome.Code}: {reason}"))], sourced.Amount);
                if (rows == 0) rejected.Reasons.Add($"{sourced.Role.ToString().ToLowerInvariant()} of an order: {reason}", 0, sourced.Amount);
                break;
        }
    }

    private sealed record CustomerCommands(string CustomerId, IReadOnlyList<SourcedCommand> Commands, int Rows);
}
