namespace CustomerCapital.Ledger.Appending;

/// <summary>What a group has to pass, as it stands until the group's transaction ends.</summary>
/// <param name="Fence">The oldest version of the policy under which an append may have been decided; 0 where every version may.</param>
/// <param name="Revoked">Those of the group's calls that were revoked.</param>
/// <param name="Bought">The version of <see cref="KeptBought"/>: whether the pieces of its appends are written.</param>
/// <param name="PlaceVersion">The version of the place of everyone, where actors have moved to another database; 0 where none has.</param>
public sealed record Gate(long Fence, IReadOnlySet<Guid> Revoked, long Bought = 0, long PlaceVersion = 0)
{
    /// <summary>Why an append does not pass; null where it does.</summary>
    public AppendResult? Refusal(Append append) =>
        (append.PlaceVersion ?? 0) != PlaceVersion ? AppendResult.PlaceOutdated
        : append.PolicyVersion < Fence ? AppendResult.PolicyOutdated
        : append.Calls.Any(Revoked.Contains) ? AppendResult.CallRevoked
        : null;
}
