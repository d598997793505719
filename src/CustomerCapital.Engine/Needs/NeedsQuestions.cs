using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Needs;

namespace CustomerCapital.Engine.Needs;

/// <summary>What a customer is likely to need, read from the latest entries of the customer's history.</summary>
/// <param name="CustomerId">The customer.</param>
public sealed record ReadNeeds(string CustomerId) : Question<CustomerNeeds>
{
    /// <summary>So many of the latest entries are read at most.</summary>
    public const int EntryLimit = 10_000;

    public override async Task<CustomerNeeds> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var customer = (ActorId)CustomerId;
        var entries = (await engine.Ledger.RecallAsync(new(customer, WithRow: true, []))).Row?.State.Sequence ?? 0;
        var baskets = await BoughtTogetherCounter.ReadBasketsAsync(engine.Ledger, customer, Math.Max(0, entries - EntryLimit), cancellation);
        var pairs = await BoughtTogetherCounter.ReadAsync(engine.Ledger, cancellation);
        return CustomerNeeds.Of(baskets.All, entries <= EntryLimit, pairs, engine.Policy.Program.Calendar, engine.Time.GetUtcNow());
    }
}

/// <summary>What is bought together, as it was last counted. It is counted anew, behind the answer, where that is a day ago.</summary>
public sealed record ReportBoughtTogether : Question<BoughtTogetherAnswer>
{
    /// <summary>One for the whole cluster counts.</summary>
    internal const string NeedsActor = "needs";

    protected internal override string Actor => NeedsActor;

    public override Task<BoughtTogetherAnswer> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) => engine.BoughtTogether.AskAsync(cancellation);
}

/// <summary>What is bought together, counted to the end and not kept: for a report in this process, which may last.</summary>
public sealed record CountBoughtTogether : Question<BoughtTogether>
{
    public override Task<BoughtTogether> AnswerAsync(EngineParts engine, CancellationToken cancellation = default) => engine.BoughtTogether.CountAsync(cancellation);
}
