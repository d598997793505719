using CustomerCapital.Engine.FollowUps;

namespace CustomerCapital.Client;

/// <summary>A page of the work list.</summary>
/// <param name="FollowUps">The earliest due first.</param>
/// <param name="NextAfter">Where the next page goes on; null on the last page.</param>
public sealed record ListedFollowUps(IReadOnlyList<PlannedFollowUp> FollowUps, string? NextAfter);

/// <summary>Letters that are due.</summary>
/// <param name="Letters">The earliest due first.</param>
/// <param name="NextAfter">Where the next batch goes on; null for the last one.</param>
public sealed record ListedLetters(IReadOnlyList<Letter> Letters, string? NextAfter);
