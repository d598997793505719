using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Actors;

/// <summary>What staff do to something that has versions, such as a campaign or a raffle.</summary>
public abstract record StaffCommand : ActorCommand
{
    /// <summary>Who does it, at most 200 characters. May be left out.</summary>
    public string? By { get; init; }

    /// <summary>Why, at most 200 characters. May be left out.</summary>
    public string? Reason { get; init; }

    /// <summary>The version that it was made from: where there is another, it is refused. Null for whichever.</summary>
    public int? FromVersion { get; init; }

    public override IEnumerable<FieldFault> Faults() => [.. Text.TextFaults("by", By), .. Text.TextFaults("reason", Reason)];
}
