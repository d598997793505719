using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Duplicates;

/// <summary>Somebody decides whether customers are one person who are likely to be.</summary>
public sealed record DecideDuplicates : ActorCommand
{
    private readonly ValueList<string> _customerIds;

    /// <summary>The customers of the group.</summary>
    public IReadOnlyList<string> CustomerIds { get => _customerIds.Items; init => _customerIds = new(value); }

    /// <summary>What holds of them from now on.</summary>
    public DuplicateVerdict Verdict { get; init; }

    /// <summary>Who decides, at most 200 characters. May be left out.</summary>
    public string? By { get; init; }

    /// <summary>Why, at most 200 characters. May be left out.</summary>
    public string? Reason { get; init; }

    public override IEnumerable<FieldFault> Faults()
    {
        if (CustomerIds.Count is < DuplicateGroup.Fewest or > DuplicateGroup.Most)
            yield return new("customerIds", $"Must be {DuplicateGroup.Fewest} to {DuplicateGroup.Most}.");
        else if (CustomerIds.Distinct(StringComparer.Ordinal).Count() < CustomerIds.Count)
            yield return new("customerIds", "Must name each customer once.");
        foreach (var fault in CustomerIds.SelectMany(id => Text.IdFaults("customerIds", id)).Take(1)) yield return fault;
        if (!Enum.IsDefined(Verdict)) yield return new("verdict", "Is required.");
        foreach (var fault in Text.TextFaults("by", By).Concat(Text.TextFaults("reason", Reason))) yield return fault;
    }

    public override Verdict Decide(in Situation situation)
    {
        if (DuplicateGroup.IdOf(CustomerIds) != situation.State.Id.Key) throw new InvalidOperationException($"{situation.State.Id} is not the group of these customers.");
        var before = DuplicateGroup.Part.Of(situation.State);
        return before.Verdict == Verdict ? Actors.Verdict.Unchanged : new DuplicatesDecided([.. CustomerIds.Order(StringComparer.Ordinal)], Verdict) { By = By, Reason = Reason };
    }
}

/// <summary>Somebody has decided whether customers are one person who are likely to be.</summary>
/// <param name="CustomerIds">The customers, in ordinal order.</param>
/// <param name="Verdict">What holds of them.</param>
public sealed record DuplicatesDecided(IReadOnlyList<string> CustomerIds, DuplicateVerdict Verdict) : ActorEvent
{
    /// <summary>Who decided it. Null if that was not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? By { get; init; }

    /// <summary>Why. Null if that was not said.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public string? Reason { get; init; }

    public override ActorState Fold(ActorState state, in Moment moment) =>
        DuplicateGroup.Part.Set(state, DuplicateGroup.Part.Of(state) with { Verdict = Verdict, By = By, Reason = Reason, At = moment.Utc });
}
