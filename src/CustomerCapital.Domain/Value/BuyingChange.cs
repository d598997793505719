using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;

namespace CustomerCapital.Domain.Value;

/// <summary>In which way an entry changes what a customer has bought.</summary>
public enum BuyingChangeKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>A purchase is the customer's: placed, or taken over from another.</summary>
    Bought,

    /// <summary>It comes to another amount.</summary>
    Amended,

    /// <summary>Something of it came back.</summary>
    Returned,

    /// <summary>It is another customer's.</summary>
    MovedAway,

    /// <summary>Something came back of no purchase that is named.</summary>
    Credited,
}

/// <summary>All that a <see cref="BuyingHistory"/> takes of an entry.</summary>
/// <param name="Kind">In which way it changes what the customer has bought.</param>
/// <param name="PurchaseId">Natural id of the purchase; null where there is none.</param>
/// <param name="At">When it happened; for <see cref="BuyingChangeKind.Bought"/> when the purchase was placed.</param>
/// <param name="Amount">What the purchase comes to, or what came back.</param>
/// <param name="CameBack">What had come back of a purchase that is taken over.</param>
/// <param name="Whole">Whether with a return no piece of the purchase is left.</param>
public readonly record struct BuyingChange(BuyingChangeKind Kind, string? PurchaseId, DateTimeOffset At, Money Amount, Money CameBack, bool Whole)
{
    /// <summary>What a purchase changes.</summary>
    /// <param name="purchaseId">Its natural id.</param>
    /// <param name="at">When it was placed.</param>
    /// <param name="amount">What it comes to.</param>
    public static BuyingChange Bought(string? purchaseId, DateTimeOffset at, Money amount) => Of(BuyingChangeKind.Bought, purchaseId, at, amount);

    /// <summary>What an entry changes.</summary>
    /// <param name="happened">Its event.</param>
    /// <param name="at">When it happened.</param>
    /// <param name="naturalId">Its own natural id.</param>
    /// <param name="concernsId">That of the entry that it corrects.</param>
    public static BuyingChange Of(ActorEvent happened, DateTimeOffset at, string? naturalId, string? concernsId) => happened switch
    {
        PurchaseRecorded purchase => Bought(naturalId, at, purchase.Amount),
        PurchaseTakenOver taken => Of(BuyingChangeKind.Bought, naturalId ?? concernsId, at, taken.Content.Amount, taken.Content.CameBack),
        PurchaseAmended { IsSuperseded: false } amended => Of(BuyingChangeKind.Amended, concernsId, at, amended.Amount),
        ReturnRecorded { PurchaseId: null } credit when concernsId is null => new(BuyingChangeKind.Credited, null, at, credit.Amount, default, false),
        ReturnRecorded returned => Of(BuyingChangeKind.Returned, concernsId, at, returned.Amount, whole: returned.Whole),
        PurchaseMoved => Of(BuyingChangeKind.MovedAway, concernsId, at, default),
        _ => default,
    };

    private static BuyingChange Of(BuyingChangeKind kind, string? purchaseId, DateTimeOffset at, Money amount, Money cameBack = default, bool whole = false) =>
        purchaseId is null ? default : new(kind, purchaseId, at, amount, cameBack, whole);
}
