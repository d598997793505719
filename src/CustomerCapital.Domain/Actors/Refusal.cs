using System.Globalization;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Actors;

/// <summary>Why a well-formed command was not carried out: a stable code for programs, a sentence for people.</summary>
/// <remarks>Sending the same command again does not help, unless the sentence says what to do first.</remarks>
/// <param name="Code">The stable code, for programs.</param>
/// <param name="Message">The sentence, for people.</param>
public sealed record Refusal(string Code, string Message)
{
    /// <summary>What the customer lacks of a pooled wallet, which others of the household may give. Null for other reasons, and for a customer who is in none.</summary>
    public Households.PooledLack? Lacks { get; init; }

    /// <summary>Code of a command that was made from another version of the actor.</summary>
    public const string VersionConflictCode = "version_conflict";

    /// <summary>Code of a command that needs somebody who is known, for somebody who is not.</summary>
    public const string CustomerNotFoundCode = "customer_not_found";

    /// <summary>Code of a command that names a wallet that the rules do not have.</summary>
    public const string WalletNotFoundCode = "wallet_not_found";

    /// <summary>Code of an amount with more decimals than its wallet.</summary>
    public const string TooManyDecimalsCode = "too_many_decimals";

    /// <summary>Code of a payment with a wallet that pays no purchases.</summary>
    public const string WalletDoesNotPayCode = "wallet_does_not_pay";

    /// <summary>Code of more than a wallet can spend.</summary>
    public const string InsufficientBalanceCode = "insufficient_balance";

    /// <summary>Code of a follow-up beyond the most that a customer can have open.</summary>
    public const string TooManyFollowUpsCode = "too_many_follow_ups";

    /// <summary>Code of what names a reward that the catalogue does not have.</summary>
    public const string RewardNotFoundCode = "reward_not_found";

    /// <summary>Code of what is sent for a person who was erased.</summary>
    public const string CustomerErasedCode = "customer_erased";

    /// <summary>Why nothing more is taken for a person who was erased.</summary>
    public static Refusal CustomerErased() => new(CustomerErasedCode, "The person was erased, and nothing more is taken for the person; what is left are figures of the books. Under the id that the person had, somebody new can be taken once the erasure is done: see GET /v1/erasures.");

    internal static Refusal VersionConflict(long madeFrom, long version) => new(VersionConflictCode, string.Create(CultureInfo.InvariantCulture, $"{(
        madeFrom == 0 ? $"There is such a customer already, of version {version}; read it, and change it from there."
        : version == 0 ? $"There is no such customer, and so no version {madeFrom} of it; register the customer first."
        : $"The customer has version {version} by now, and not {madeFrom}; read it again and make your change from there.")}"));

    /// <summary>There is no such customer.</summary>
    public static Refusal CustomerNotFound(string id) => new(CustomerNotFoundCode, $"There is no customer '{id}'; register the customer first.");

    internal static Refusal CustomerNotKnown(string id) => new(
        "customer_not_known", $"There is no customer '{id}', and the policy takes purchases and credits of known customers only (knownCustomersOnly); check the id, or register the customer first.");

    internal static Refusal BirthDateInFuture(DateOnly birthDate) => new(
        "birth_date_in_future", string.Create(CultureInfo.InvariantCulture, $"The date of birth {birthDate:yyyy-MM-dd} is later than the day on which it is said; send the right one, or none."));

    internal static Refusal OccurredInFuture(DateTimeOffset at, TimeSpan tolerance) => new(
        "occurred_in_future",
        string.Create(CultureInfo.InvariantCulture, $"{at:yyyy-MM-ddTHH:mm:ssK} is more than {tolerance.TotalMinutes} minutes ahead of the engine's clock; set the sender's clock right, or leave the moment out where it happens now."));

    internal static Refusal OccurredTooEarly(DateTimeOffset at) => new("occurred_too_early", $"{at:yyyy-MM-ddTHH:mm:ssK} is before 1970, the earliest moment the ledger keeps.");

    internal static Refusal CurrencyMismatch(string given, string program) =>
        new("currency_mismatch", $"The program counts in {program}; convert the amount from {given} first.");

    internal static Refusal PurchaseNotFound(string id) => new("purchase_not_found", $"This customer has no purchase '{id}'; send the purchase first.");

    internal static Refusal LineNotFound(string what) => new("line_not_found", $"The purchase has no line {what}.");

    internal static Refusal ReturnExceedsPurchase(string rest) => new("return_exceeds_purchase", $"More would come back than was bought: {rest}.");

    internal static Refusal NothingToReturn() => new("nothing_to_return", "The purchase has come back whole already.");

    internal static Refusal NothingComesBack() => new(
        "nothing_to_return", "The return pays back 0.00 and names no line, so nothing would come back; name what comes back, or leave the amount out where everything does.");

    internal static Refusal ReturnBeforePurchase() => new("return_before_purchase", "The return is dated before the purchase that it returns.");

    internal static Refusal AmendmentBeforePurchase() => new("amendment_before_purchase", "The amendment is dated before the purchase that it edits.");

    internal static Refusal AmendmentBelowReturns() => new(
        "amendment_below_returns", "As amended the purchase would hold no more than has come back of it; send what else comes back as a return.");

    internal static Refusal PurchaseReturned() => new("purchase_returned", "The purchase has come back whole already; send what was bought instead as a purchase of its own.");

    internal static Refusal MoveToSelf() => new("move_to_self", "The purchase is this customer's already; name the customer whose it is.");

    internal static Refusal MoveBeforePurchase() => new("move_before_purchase", "The move is dated before the purchase that it moves.");

    internal static Refusal PurchaseMoved(string to) => new("purchase_moved", $"The purchase was moved to customer '{to}'; send the command for that customer.");

    /// <summary>The customer to whom a purchase is to be moved has one of the same id.</summary>
    public static Refusal PurchaseIdTaken(string customerId, string purchaseId) => new(
        "purchase_id_taken", $"Customer '{customerId}' has a purchase '{purchaseId}' already; if the two are one order, send the return of the one that is wrong.");

    internal static Refusal TotalLimitReached() => new("total_limit_reached", "The customer's revenue would leave the range that the ledger counts exactly.");

    internal static Refusal SelfReferral() => new("self_referral", "A customer cannot refer themselves.");

    internal static Refusal AlreadyReferred(string by) => new("already_referred", $"Customer '{by}' has referred this person already; the first referral counts.");

    internal static Refusal AlreadyBought() => new("already_bought", "The person had bought before the referral, so it cannot convert.");

    /// <summary>The referral would close a loop: the referred person stands above the referrer.</summary>
    public static Refusal ReferralLoop(string referred, string referrer) =>
        new("referral_loop", $"'{referred}' has brought '{referrer}', directly or through others; a referral back would close a loop.");

    /// <summary>More referrers stand above the referrer than are looked through for a loop.</summary>
    public static Refusal ReferralChainTooLong(string referrer, int limit) =>
        new("referral_chain_too_long", $"Above '{referrer}' stand more than {limit:N0} referrers, one above the other; a referral by somebody so far down is not taken.");

    internal static Refusal WalletNotFound(string wallet) => new(WalletNotFoundCode, $"The program has no wallet '{wallet}'; its wallets stand in the policy.");

    internal static Refusal TooManyDecimals(string wallet, int decimals) => new(TooManyDecimalsCode, string.Create(CultureInfo.InvariantCulture, $"Wallet '{wallet}' counts with {decimals} decimals; send an amount with no more of them."));

    internal static Refusal InsufficientBalance(string wallet, Wallets.WalletAmount open) => new(InsufficientBalanceCode, $"Of wallet '{wallet}' {open} can be spent now; send no more than that.");

    internal static Refusal WalletDoesNotPay(string wallet) => new(WalletDoesNotPayCode, $"Wallet '{wallet}' has no worth in money, so it cannot pay purchases; give it one in the policy (worth).");

    internal static Refusal PaymentExceedsPurchase(Money amount) => new("payment_exceeds_purchase", $"The wallets would pay more than the purchase comes to, {amount}; send smaller payments.");

    internal static Refusal SpendingNotFound(string id) => new("spending_not_found", $"This customer has no spending '{id}'; send the spending first.");

    internal static Refusal ReversalBeforeSpending() => new("reversal_before_spending", "The reversal is dated before what it reverses.");

    internal static Refusal NothingPaidByWallets(string purchaseId) => new("nothing_paid_by_wallets", $"No wallet has paid for purchase '{purchaseId}', or it was given back already.");

    internal static Refusal ExpiredAlready(DateOnly validTo) => new("expired_already", string.Create(CultureInfo.InvariantCulture, $"What is given would have expired already, on {validTo:yyyy-MM-dd}; send a later last day, or none."));

    internal static Refusal PaidByWallets(string purchaseId) => new(
        "paid_by_wallets", $"A wallet of this customer has paid for purchase '{purchaseId}'; send a payment reversal first.");

    internal static Refusal FeedbackNotFound(string id) => new("feedback_not_found", $"This customer has given no opinion '{id}'; send the opinion first.");

    internal static Refusal CorrectionBeforeFeedback() => new("correction_before_feedback", "The correction is dated before the opinion that it corrects.");

    internal static Refusal FeedbackWithdrawn(string id) => new("feedback_withdrawn", $"The opinion '{id}' was withdrawn; send what holds now as an opinion of its own.");

    internal static Refusal TooManySurveys(int limit) => new("too_many_surveys", $"A customer has at most {limit} open surveys; wait until some are answered or over.");

    internal static Refusal SurveyOverAlready() => new("survey_over_already", "The survey would end before the invitation to it; send a later expiresAt, or none.");

    internal static Refusal FollowUpNotFound(string id) => new("follow_up_not_found", $"This customer has no open follow-up '{id}': it is done already, or was never planned.");

    internal static Refusal FollowUpDoneAlready(string id, string? by, DateTimeOffset at) => new(
        "follow_up_done_already", string.Create(CultureInfo.InvariantCulture, $"The follow-up '{id}' was ticked off by {(by is null ? "somebody else" : $"'{by}'")} at {at:yyyy-MM-ddTHH:mm:ssK}; nothing of yours was recorded."));

    internal static Refusal FollowUpAssignedAlready(string id, string? assignee) => new(
        "follow_up_assigned_already", $"The follow-up '{id}' is {(assignee is null ? "nobody's" : $"assigned to '{assignee}'")} by now; read it again and decide anew.");

    internal static Refusal TooManyFollowUps(int limit) => new(TooManyFollowUpsCode, $"A customer has at most {limit} open follow-ups; complete some first.");
}
