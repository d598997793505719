using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Domain.Merges;

/// <summary>The history before is that of two customers who are one person. It stands in place of two that were put away.</summary>
/// <param name="MergeId">The merge's id.</param>
/// <param name="MergedCustomerId">The other customer, whose id leads here from then on.</param>
/// <param name="OwnNumber">Number under which this customer's own history was put away.</param>
/// <param name="MergedNumber">Number under which that of the other was put away.</param>
public sealed record CustomersMerged(string MergeId, string MergedCustomerId, long OwnNumber, long MergedNumber) : ActorEvent
{
    /// <summary>Purchases that both had, by their natural ids, of which one was left out. Null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string>? TakenTwice { get; init; }

    /// <summary>Who has merged them. Null if that was not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? By { get; init; }

    /// <summary>Why. Null if that was not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Reason { get; init; }

    public override ActorState Fold(ActorState state, in Moment moment) =>
        MergedCustomers.Part.Set(state, new() { All = [.. MergedCustomers.Part.Of(state).All, new(MergedCustomerId, MergeId, OwnNumber, MergedNumber, moment.Utc)] });
}

/// <summary>A customer's id leads to another from then on.</summary>
/// <param name="MergeId">The id of the merge; or of the erasure, while others still name the person who was erased.</param>
/// <param name="CustomerId">The customer to whom it leads.</param>
public sealed record AliasMade(string MergeId, string CustomerId) : ActorEvent
{
    /// <summary>Who has merged them. Null if that was not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? By { get; init; }

    /// <summary>Why. Null if that was not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Reason { get; init; }

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var before = Alias.Part.Of(state);
        return Alias.Part.Set(state, before with { Merges = [.. before.Merges, new(MergeId, CustomerId, moment.Utc) { By = By, Reason = Reason }] });
    }
}

/// <summary>A customer's id is that customer's own again.</summary>
/// <param name="MergeId">The merge that was taken back.</param>
public sealed record AliasEnded(string MergeId) : ActorEvent
{
    /// <summary>Who has taken it back. Null if that was not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? By { get; init; }

    /// <summary>Why. Null if that was not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Reason { get; init; }

    public override ActorState Fold(ActorState state, in Moment moment)
    {
        var (before, at) = (Alias.Part.Of(state), moment.Utc);
        return Alias.Part.Set(state, before with { Merges = [.. before.Merges.Select(merge => merge.MergeId == MergeId ? merge with { EndedAt = at } : merge)] });
    }
}
