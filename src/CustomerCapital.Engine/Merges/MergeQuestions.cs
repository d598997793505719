using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Merges;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;

namespace CustomerCapital.Engine.Merges;

/// <summary>Merges a customer into another, who is the same person: the other's history is that of both from then on, and this id leads there.</summary>
/// <param name="CustomerId">Who is merged.</param>
/// <param name="IntoCustomerId">Who stays.</param>
/// <param name="MergeId">The merge's id: under the same id it takes place once.</param>
/// <param name="By">Who merges; null for not said.</param>
/// <param name="Reason">Why; null for not said.</param>
public sealed record MergeCustomers(string CustomerId, string IntoCustomerId, string MergeId, string? By, string? Reason) : Question<CommandOutcome>
{
    public override async Task<CommandOutcome> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        if (Text.IdFaults("intoCustomerId", IntoCustomerId).ToList() is { Count: > 0 } faults) return CommandOutcome.Malformed(faults);
        var command = new MergeCustomer { MergeId = MergeId, CustomerId = CustomerId, By = By, Reason = Reason };
        return await LedgerAnswer.OfAsync(IntoCustomerId, () => engine.WriteAnewAsync(IntoCustomerId, command, CustomerId));
    }
}

/// <summary>Takes a merge back: both customers are what they were, with what was recorded since.</summary>
/// <param name="CustomerId">Who was merged into another.</param>
/// <param name="MergeId">The merge's id.</param>
/// <param name="By">Who takes it back; null for not said.</param>
/// <param name="Reason">Why; null for not said.</param>
/// <param name="SinceStays">As of <see cref="UndoMerge.SinceStays"/>.</param>
public sealed record UndoMerges(string CustomerId, string MergeId, string? By, string? Reason, bool SinceStays = false) : Question<CommandOutcome>
{
    public override async Task<CommandOutcome> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        if (Text.IdFaults("customerId", CustomerId).Concat(Text.IdFaults("mergeId", MergeId)).ToList() is { Count: > 0 } faults) return CommandOutcome.Malformed(faults);
        var alias = (await AliasReading.ReadAsync(engine.Ledger, CustomerId)).Row;
        if (alias is null || Alias.Part.Of(alias.State).Find(MergeId) is not { } merge) return CommandOutcome.Refuse(MergeRefusal.NotFound(MergeId));
        var command = new UndoMerge { MergeId = MergeId, CustomerId = CustomerId, By = By, Reason = Reason, SinceStays = SinceStays };
        return await LedgerAnswer.OfAsync(merge.CustomerId, () => engine.WriteAnewAsync(merge.CustomerId, command, CustomerId));
    }
}

/// <summary>A merge of two customers.</summary>
/// <param name="MergeId">Its id.</param>
/// <param name="CustomerId">Who was merged into another.</param>
/// <param name="IntoCustomerId">Who has stayed.</param>
/// <param name="At">When they were merged.</param>
/// <param name="EndedAt">When the merge was taken back. Null if it was not.</param>
/// <param name="By">Who has merged them. Null if that was not said.</param>
/// <param name="Reason">Why. Null if that was not said.</param>
public sealed record Merge(string MergeId, string CustomerId, string IntoCustomerId, DateTimeOffset At, DateTimeOffset? EndedAt, string? By, string? Reason);

/// <summary>Merges of a customer: those by which the id leads, or has led, to another, and those by which others are part of the customer.</summary>
/// <param name="CustomerId">The id.</param>
public sealed record ReadMerges(string CustomerId) : Question<IReadOnlyList<Merge>>
{
    public override async Task<IReadOnlyList<Merge>> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var merges = new List<Merge>(await OfAliasAsync(engine, CustomerId));
        if ((await engine.Ledger.RecallAsync(new(CustomerId, WithRow: true, []))).Row is not { } row) return merges;
        foreach (var merged in MergedCustomers.Part.Of(row.State).All) merges.AddRange((await OfAliasAsync(engine, merged.CustomerId)).Where(merge => merge.MergeId == merged.MergeId));
        return merges;
    }

    private static async Task<IEnumerable<Merge>> OfAliasAsync(EngineParts engine, string customerId) =>
        (await AliasReading.ReadAsync(engine.Ledger, customerId)).Row is not { } row ? []
        : Alias.Part.Of(row.State).Merges.Where(merge => merge.EndedAt is not null || !ErasedId.Is(merge.CustomerId)).Select(merge => new Merge(merge.MergeId, customerId, merge.CustomerId, merge.At, merge.EndedAt, merge.By, merge.Reason));
}

/// <summary>To whom an id leads in the end that is not a customer's own; null where it leads nowhere.</summary>
/// <param name="CustomerId">The id.</param>
public sealed record FindAlias(string CustomerId) : Question<string?>
{
    public override Task<string?> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) => LedgerAnswer.OfAsync(CustomerId, async () =>
    {
        string? found = null;
        // A chain has an end: no customer is merged into one who is merged already.
        for (var next = CustomerId; await AliasReading.LeadsToAsync(engine.Ledger, next) is { } into; next = into) found = into;
        return found;
    });
}

internal static class MergeCalls
{
    extension(EngineParts engine)
    {
        /// <summary>Has the customer who stays write histories anew, and the other read anew what is held of that one. Where this process ends in between, a message says so.</summary>
        internal async Task<CommandOutcome> WriteAnewAsync(string customerId, ActorCommand command, string other)
        {
            var outcome = (await engine.Customer(customerId).ExecuteAsync([command]))[0];
            if (outcome.Status == OutcomeStatus.Accepted) await engine.Customer(other).ExecuteAsync([new ReadAnew()]);
            return outcome;
        }
    }
}
