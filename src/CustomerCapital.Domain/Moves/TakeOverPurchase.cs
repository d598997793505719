using System.Text.Json.Serialization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Moves;

/// <summary>A purchase of another customer is this one's. Sent by the engine, not by callers.</summary>
/// <remarks>It has no natural id: its entry stands under that of the purchase, so that the purchase is known here when it is sent again, and which moves were taken the entries say.</remarks>
public sealed record TakeOverPurchase : ActorCommand
{
    /// <summary>Who had it.</summary>
    public string FromCustomerId { get; init; } = "";

    /// <summary>The move's id.</summary>
    public string MoveId { get; init; } = "";

    /// <summary>The purchase.</summary>
    public string PurchaseId { get; init; } = "";

    /// <summary>What it holds.</summary>
    public MovedContent? Content { get; init; }

    /// <summary>Hash of the purchase as it was recorded.</summary>
    public string? KnownAs { get; init; }

    [JsonIgnore]
    public override string? ConcernsId => RecordPurchase.IdOf(PurchaseId);

    [JsonIgnore]
    public override string? ContentHash => KnownAs;

    public override IEnumerable<FieldFault> Faults()
    {
        foreach (var fault in Text.IdFaults("fromCustomerId", FromCustomerId)) yield return fault;
        foreach (var fault in Text.IdFaults("moveId", MoveId)) yield return fault;
        foreach (var fault in Text.IdFaults("purchaseId", PurchaseId)) yield return fault;
        if (Content is null) yield return new("content", "Is required.");
    }

    public override AheadOfClock Ahead() => AheadOfClock.AlwaysAsStated;

    public override Verdict Decide(in Situation situation)
    {
        var rest = situation.Past.RestOf(ConcernsId!);
        if (rest?.HasTaken(FromCustomerId, MoveId) is true) return Verdict.Unchanged;
        if (rest is { MovedTo: null }) return Refusal.PurchaseIdTaken(situation.State.CustomerId, PurchaseId);
        if ((Int128)situation.State.Revenue.Units + Content!.Left.Units > long.MaxValue) return Refusal.TotalLimitReached();
        var draft = new WalletDraft(situation);
        foreach (var earned in Content.Earned ?? [])
        {
            draft.Credit(
                MovementKind.Earned, earned.Wallet, earned.Amount, earned.ValidTo, earned.ValidFrom,
                movement => movement with { Lines = earned.Lines, InAll = earned.InAll == earned.Amount ? null : earned.InAll, PieceLines = earned.PieceLines });
        }

        return new PurchaseTakenOver(FromCustomerId, MoveId, PurchaseId, Content) { IsBack = rest is not null, Movements = draft.Movements };
    }
}

/// <summary>A purchase of another customer is this one's, and counts as an order from the moment on at which it was placed.</summary>
/// <param name="FromCustomerId">Who had it.</param>
/// <param name="MoveId">The move's id.</param>
/// <param name="PurchaseId">The purchase.</param>
/// <param name="Content">What it holds.</param>
public sealed record PurchaseTakenOver(string FromCustomerId, string MoveId, string PurchaseId, MovedContent Content) : ActorEvent, IMovesWallets
{
    /// <summary>What the purchase has earned in wallets. Absent if that is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<WalletMovement>? Movements { get; init; }

    /// <summary>Whether the customer had the purchase before, so that its natural id stands here already.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsBack { get; init; }

    private PurchaseRecorded AsPurchase => new(PurchaseId, Content.Left, Content.Channel, Content.Lines) { Movements = Movements, Vouchers = Content.Vouchers };

    public override int CountLines() => AsPurchase.CountLines();

    public override ActorState Fold(ActorState state, in Moment moment) => AsPurchase.Fold(state, moment);

    public override void Count(in Moment moment, Counters counters) => AsPurchase.Count(moment, counters);

    public override NaturalIds? Ids() => IsBack ? new(null, RecordPurchase.IdOf(PurchaseId)) : new(RecordPurchase.IdOf(PurchaseId), null);

    public override StandingReason? ReasonOf(StandingMove move, Rung to) => AsPurchase.ReasonOf(move, to);

    internal override void Place(HistoryTimes times, DateTimeOffset at) => AsPurchase.Place(times, at);
}
