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

    /// <summary>It was made from another version.</summary>
    /// <param name="what">What it is done to.</param>
    /// <param name="from">The version that it was made from; less than 1 where that is none that there can be.</param>
    /// <param name="version">The version that there is; 0 where there is nothing.</param>
    internal static Refusal VersionConflict(string what, int from, int version) => new(Refusal.VersionConflictCode, FormattableString.Invariant($"{(
        version == 0 ? $"{what} is not written down yet, so that it has no version; leave If-Match out."
        : $"{what} has version {version} by now, and not {(from < 1 ? "the one that If-Match names" : from)}; read it again and make your change from there.")}"));

    public override IEnumerable<FieldFault> Faults() => [.. Text.TextFaults("by", By), .. Text.TextFaults("reason", Reason)];
}
