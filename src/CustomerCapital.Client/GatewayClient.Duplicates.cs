using System.Text.Json;
using CustomerCapital.Domain.Duplicates;
using CustomerCapital.Engine.Duplicates;

namespace CustomerCapital.Client;

public sealed partial class GatewayClient
{
    /// <summary>A page of groups of customers who are likely to be one person. They are looked for behind the answer where that is ten minutes ago.</summary>
    /// <param name="verdict">Those of which this was decided.</param>
    /// <param name="after"><see cref="DuplicateList.Next"/> of the page before; null for the first page.</param>
    /// <param name="limit">At most so many, 1 to 100; null for the gateway's default.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<DuplicateList> ListDuplicatesAsync(DuplicateVerdict verdict = DuplicateVerdict.Undecided, string? after = null, int? limit = null, CancellationToken cancellation = default) =>
        GetAsync<DuplicateList>("v1/duplicates" + QueryOf(("verdict", JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.ToString())), ("after", after), ("limit", limit)), cancellation);

    /// <summary>Decides of customers whether they are different persons.</summary>
    /// <param name="ruling">Of whom, and what holds.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<DecidedGroup> DecideDuplicatesAsync(DuplicatesRuling ruling, CancellationToken cancellation = default) =>
        PostAsync<DuplicatesRuling, DecidedGroup>("v1/duplicates/decisions", ruling, cancellation);
}

/// <summary>What somebody decides of customers who are likely to be one person.</summary>
/// <param name="CustomerIds">All customers of a group.</param>
/// <param name="Verdict">What holds of them from now on.</param>
/// <param name="By">Who decides; null where that is not said.</param>
/// <param name="Reason">Why; null where that is not said.</param>
public sealed record DuplicatesRuling(IReadOnlyList<string> CustomerIds, DuplicateVerdict Verdict, string? By = null, string? Reason = null);

/// <summary>A group of which somebody has decided.</summary>
/// <param name="GroupId">The group's id.</param>
/// <param name="Decided">What holds by now; null where nothing was ever decided.</param>
public sealed record DecidedGroup(string GroupId, DecidedDuplicates? Decided);
