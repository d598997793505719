using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Program;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Campaigns.Results;

/// <summary>What a campaign has measured of its members, in the order of their ids, page by page.</summary>
/// <remarks>Each page looks at so many customers, whether they are members or not.</remarks>
/// <param name="CampaignId">The campaign.</param>
/// <param name="After">The customer after whom the page begins; null for the first page.</param>
public sealed record ReadMeasuredMembers(string CampaignId, string? After) : Question<MeasuredMemberPage>
{
    private const int Page = 500;

    public override async Task<MeasuredMemberPage> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var customers = await engine.Ledger.ReadKeysAsync(ActorKind.Customer, After, Page, cancellation);
        var members = await Task.WhenAll(customers.Select(customer => ReadAsync(engine, customer)));
        return new([.. members.OfType<MeasuredMember>()], customers.Count == 0 ? null : customers[^1]);
    }

    private async Task<MeasuredMember?> ReadAsync(EngineParts engine, string customerId)
    {
        try
        {
            var state = (await engine.Ledger.RecallAsync(new(customerId, WithRow: true, []))).Row?.State;
            if (state is null || CustomerCampaigns.Part.Of(state).Memberships.Find(known => known.CampaignId == CampaignId)?.Measurement is not { } measured) return null;
            return new(customerId)
            {
                Arm = measured.Arm, From = measured.From, Until = measured.Until, HeldOutPercent = measured.HeldOutShare / 100m, Before = measured.Before, Revenue = measured.Revenue,
                Cost = measured.Cost, Grants = measured.Grants, Redeemed = measured.Uses > 0, Corrections = measured.Corrections,
            };
        }
        catch (ActorUnreadableException unreadable)
        {
            // Nobody knows whether the customer is a member; the sums hold what was counted before.
            return new(customerId) { Problem = unreadable.Message };
        }
    }
}

/// <summary>A page of members.</summary>
/// <param name="Members">The members of the page.</param>
/// <param name="Last">The last customer that was looked at, after whom the next page begins; null at the end.</param>
public sealed record MeasuredMemberPage(IReadOnlyList<MeasuredMember> Members, string? Last);

/// <summary>What a campaign has measured of a member. Everything but the id is left out if the customer cannot be read.</summary>
/// <param name="CustomerId">The customer's id.</param>
public sealed record MeasuredMember(string CustomerId)
{
    /// <summary>Reached or held out.</summary>
    public CampaignArm? Arm { get; init; }

    /// <summary>
    /// When the window begins: with the first offer, or just after the latest moment of which the customer's history spoke
    /// then, if that is later.
    /// </summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>When the window ends, not included.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The share of the audience that the campaign held out at the first offer, in percent.</summary>
    public decimal? HeldOutPercent { get; init; }

    /// <summary>All purchases before the window, net of returns.</summary>
    public Money? Before { get; init; }

    /// <summary>Purchases within the window, net of returns.</summary>
    public Money? Revenue { get; init; }

    /// <summary>What the campaign's grants within the window cost, less those taken back.</summary>
    public Money? Cost { get; init; }

    /// <summary>How many grants these are.</summary>
    public int? Grants { get; init; }

    /// <summary>Whether a voucher of these grants was used within the window.</summary>
    public bool? Redeemed { get; init; }

    /// <summary>How many entries have changed these figures after the end of the window.</summary>
    public long? Corrections { get; init; }

    /// <summary>Why the customer cannot be read. Null if there is no problem.</summary>
    public string? Problem { get; init; }
}
