using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Households;

/// <summary>A member of the same household spends more of a pooled wallet than is in the own one: this customer's gives what is missing. Sent by the engine, not by callers.</summary>
public sealed record ContributeToMember : ActorCommand
{
    /// <summary>The contribution's id.</summary>
    public string ContributionId { get; init; } = "";

    /// <summary>The household of both.</summary>
    public string HouseholdId { get; init; } = "";

    /// <summary>Who spends it.</summary>
    public string ToCustomerId { get; init; } = "";

    /// <summary>The wallet's name.</summary>
    public string Wallet { get; init; } = "";

    /// <summary>How much, above 0.</summary>
    public WalletAmount Amount { get; init; }

    [JsonIgnore]
    public override string? NaturalId => "household_contribution:" + ContributionId;

    public override IEnumerable<FieldFault> Faults() =>
    [
        .. Text.IdFaults("contributionId", ContributionId), .. Text.IdFaults("householdId", HouseholdId), .. Text.IdFaults("toCustomerId", ToCustomerId), .. WalletPayment.Faults(null, Wallet, Amount),
    ];

    public override AheadOfClock Ahead() => AheadOfClock.AlwaysAsStated;

    public override Verdict Decide(in Situation situation)
    {
        if (HouseholdMembership.Part.Of(situation.State).HouseholdId != HouseholdId) return HouseholdRefusal.NotTogether(situation.State.CustomerId, HouseholdId);
        var draft = new WalletDraft(situation);
        // Of lots that have more decimals than the wallet by now, such a part may be what is missing.
        if (draft.RuleOf(Wallet) is null) return Refusal.WalletNotFound(Wallet);
        return draft.TrySpend(MovementKind.Pooled, Wallet, Amount)
            ? new ContributionMade(ContributionId, ToCustomerId) { Movements = draft.Movements }
            : Refusal.InsufficientBalance(Wallet, draft.SpendableOf(Wallet));
    }
}

/// <summary>A wallet has given to that of another member of the household, who is told.</summary>
/// <param name="ContributionId">The contribution's id.</param>
/// <param name="ToCustomerId">To whom.</param>
public sealed record ContributionMade(string ContributionId, string ToCustomerId) : WalletEvent
{
    public override NaturalIds? Ids() => NaturalIds.Of(new ContributeToMember { ContributionId = ContributionId });

    public override IEnumerable<Message> Tells(ActorId of, DateTimeOffset at) =>
        [new(ToCustomerId, TakeContribution.Of(of.Key, ContributionId, Movements![0], at))];
}

/// <summary>What another member of the household has given comes to the same wallet, with the last days that it had. Sent by the engine, not by callers.</summary>
public sealed record TakeContribution : ActorCommand
{
    private readonly ValueList<LotChange> _lots;

    /// <summary>The contribution's id.</summary>
    public string ContributionId { get; init; } = "";

    /// <summary>Who has given it.</summary>
    public string FromCustomerId { get; init; } = "";

    /// <summary>The wallet's name.</summary>
    public string Wallet { get; init; } = "";

    /// <summary>How much of which last day.</summary>
    public IReadOnlyList<LotChange> Lots { get => _lots.Items; init => _lots = new(value); }

    /// <summary>What says to a member that a contribution was made.</summary>
    /// <param name="fromCustomerId">Who has given it.</param>
    /// <param name="contributionId">The contribution's id.</param>
    /// <param name="given">What has left the giver's wallet.</param>
    /// <param name="at">When.</param>
    public static TakeContribution Of(string fromCustomerId, string contributionId, WalletMovement given, DateTimeOffset at) => new()
    {
        ContributionId = contributionId,
        FromCustomerId = fromCustomerId,
        Wallet = given.Wallet,
        Lots = [.. given.Lots!.Select(lot => new LotChange(lot.ValidTo, -lot.Amount))],
        OccurredAt = at,
    };

    [JsonIgnore]
    public override string? NaturalId => IdOf(FromCustomerId, ContributionId);

    /// <summary>The natural id of what a customer has given.</summary>
    public static string IdOf(string fromCustomerId, string contributionId) => $"household_contribution_taken:{contributionId}:{fromCustomerId}";

    public override IEnumerable<FieldFault> Faults() =>
        [.. Text.IdFaults("contributionId", ContributionId), .. Text.IdFaults("fromCustomerId", FromCustomerId), .. Text.IdFaults("wallet", Wallet)];

    public override AheadOfClock Ahead() => AheadOfClock.AlwaysAsStated;

    public override Verdict Decide(in Situation situation)
    {
        var draft = new WalletDraft(situation);
        draft.TakeIn(MovementKind.Pooled, Wallet, Lots);
        return new ContributionTaken(ContributionId, FromCustomerId) { Movements = draft.Movements };
    }
}

/// <summary>What another member of the household has given has come to the same wallet.</summary>
/// <param name="ContributionId">The contribution's id.</param>
/// <param name="FromCustomerId">Who has given it.</param>
public sealed record ContributionTaken(string ContributionId, string FromCustomerId) : WalletEvent
{
    public override NaturalIds? Ids() => NaturalIds.Of(new TakeContribution { ContributionId = ContributionId, FromCustomerId = FromCustomerId });
}
