using CustomerCapital.Domain.Raffles;

namespace CustomerCapital.Engine.Raffles;

/// <summary>A raffle as it is written down.</summary>
/// <param name="Rules">What can be won, when entries end, and when is drawn.</param>
/// <param name="By">Who writes it down, at most 200 characters. May be left out.</param>
/// <param name="Reason">Why, at most 200 characters. May be left out.</param>
public sealed record RaffleDefinition(RaffleRules Rules, string? By = null, string? Reason = null);

/// <summary>Who moves a raffle on, and why.</summary>
/// <param name="By">Who, at most 200 characters. May be left out.</param>
/// <param name="Reason">Why, at most 200 characters. May be left out.</param>
public sealed record RaffleChange(string? By = null, string? Reason = null);

/// <summary>Who draws a raffle, and with which value of the public source.</summary>
/// <param name="PublicValue">
/// The value of the public source that the rules name, at most 200 characters. Left out if the rules name none.
/// </param>
/// <param name="By">Who, at most 200 characters. May be left out.</param>
/// <param name="Reason">Why, at most 200 characters. May be left out.</param>
public sealed record DrawRequest(string? PublicValue = null, string? By = null, string? Reason = null);

/// <summary>All raffles.</summary>
/// <param name="Raffles">In the order of their ids.</param>
public sealed record RaffleList(IReadOnlyList<RaffleView> Raffles);

/// <summary>A raffle as callers see it. The seed is not shown; the file of the draw has it.</summary>
/// <param name="RaffleId">The raffle's id.</param>
/// <param name="Status">Where the raffle stands in its life.</param>
/// <param name="Version">The version of the rules, which grows by one with each change.</param>
/// <param name="Rules">What can be won, when entries end, and when is drawn.</param>
/// <param name="TermsHash">Hash of the terms, to be published. Null before the raffle is opened.</param>
/// <param name="Commitment">The commitment to the seed, to be published. Null before the raffle is opened.</param>
/// <param name="Entries">Entries of all customers: before they are frozen those there are now, later those that were frozen.</param>
/// <param name="Entrants">How many customers take part. Null before entries are frozen.</param>
/// <param name="EntriesHash">Hash of the entries, to be published before the draw. Null before they are frozen.</param>
/// <param name="FrozenAt">When the entries were frozen. Null before that.</param>
/// <param name="PassedOverCount">How many customers do not take part because their entries could not be read.</param>
/// <param name="PassedOver">The first 100 of these.</param>
/// <param name="PublicValue">The value of the public source. Null before the draw, or if the rules name no source.</param>
/// <param name="DrawnAt">When the raffle was drawn. Null before that.</param>
/// <param name="Winners">How many winners there are.</param>
/// <param name="Granted">How many winners have got the reward of their prize.</param>
/// <param name="UngrantedCount">How many winners could not be given the reward of their prize.</param>
/// <param name="Ungranted">The first 100 of these, with the reasons.</param>
public sealed record RaffleView(
    string RaffleId, RaffleStatus Status, int Version, RaffleRules Rules, string? TermsHash, string? Commitment, long Entries, int? Entrants, string? EntriesHash, DateTimeOffset? FrozenAt,
    long PassedOverCount, IReadOnlyList<PassedOver> PassedOver, string? PublicValue, DateTimeOffset? DrawnAt, int Winners, long Granted, long UngrantedCount, IReadOnlyList<UngrantedPrize> Ungranted)
{
    /// <summary>Of a raffle.</summary>
    /// <param name="raffleId">Its id.</param>
    /// <param name="raffle">Its state.</param>
    /// <param name="entriesNow">The entries that customers have now.</param>
    public static RaffleView Of(string raffleId, Raffle raffle, long entriesNow) => new(
        raffleId, raffle.Status, raffle.Version, raffle.Rules, raffle.TermsHash, raffle.Commitment, raffle.IsFrozen ? raffle.Entries : entriesNow, raffle.IsFrozen ? raffle.Entrants : null,
        raffle.EntriesHash, raffle.FrozenAt, raffle.PassedOverCount, raffle.PassedOver, raffle.PublicValue, raffle.DrawnAt, raffle.Winners, raffle.Granted, raffle.UngrantedCount, raffle.Ungranted);
}

/// <summary>A draw to come.</summary>
/// <param name="At">When, in the program's time zone.</param>
/// <param name="RaffleId">The raffle's id.</param>
/// <param name="Title">The raffle's title. Null for none.</param>
/// <param name="PublicSource">The public source for whose value the draw waits. Null for none.</param>
public sealed record ScheduledDraw(DateTimeOffset At, string RaffleId, string? Title, string? PublicSource);

/// <summary>A customer's odds in a raffle.</summary>
/// <param name="CustomerId">The customer's id.</param>
/// <param name="Frozen">Whether the entries are fixed. If not, they are those of now.</param>
/// <param name="Entries">How many entries the customer has; 0 for none.</param>
/// <param name="AllEntries">How many entries all customers have.</param>
/// <param name="Share">The customer's entries of all, 0 to 1: the odds of the first drawing. 0 if there are no entries.</param>
public sealed record EntrantView(string CustomerId, bool Frozen, long Entries, long AllEntries, double Share);

/// <summary>Who has won what.</summary>
/// <param name="Prize">The prize's name.</param>
/// <param name="Place">Among the winners of the prize, from 1.</param>
/// <param name="CustomerId">The customer's id.</param>
/// <param name="Reward">The name of the reward that comes with the prize. Null for none.</param>
/// <param name="GrantId">The id of the grant by which the winner has got the reward. Null for none, or before that.</param>
/// <param name="Reason">Why the winner could not be given the reward. Null for none.</param>
public sealed record WinnerView(string Prize, int Place, string CustomerId, string? Reward, string? GrantId, string? Reason);
