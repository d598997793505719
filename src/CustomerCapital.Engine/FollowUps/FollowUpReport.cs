using System.Text.Json.Serialization;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Campaigns.Effects;

namespace CustomerCapital.Engine.FollowUps;

/// <summary>What has become of follow-ups.</summary>
/// <param name="Day">The day of which the report is, in the program's time zone.</param>
/// <param name="Lines">By the month in which they are due, by kind and by rung.</param>
/// <param name="Withheld">How many should have followed by themselves and were not opened, since as many were open as a customer can have.</param>
/// <param name="Brought">
/// What follow-ups brought: of each campaign whose reward is one. Empty where there is no such campaign: then nothing is
/// measured. Customers who were followed up are never compared with others whom nobody chose by chance.
/// </param>
public sealed record FollowUpReport(DateOnly Day, IReadOnlyList<FollowUpLine> Lines, long Withheld, IReadOnlyList<FollowUpEffect> Brought);

/// <summary>Follow-ups that are due in a month, of a kind and for a rung.</summary>
/// <param name="Month">The month in which they are due.</param>
/// <param name="Kind">How the customers are followed up.</param>
/// <param name="Rung">The rung: of those that are done the one of then, of the others the one of now.</param>
/// <param name="InTime">How many were done by the end of the day on which they were due. Those that were done before this was counted are not among them.</param>
/// <param name="Late">How many were done later. Likewise.</param>
/// <param name="Open">How many are not done.</param>
/// <param name="Overdue">How many of these were due before the report's day.</param>
public sealed record FollowUpLine(Month Month, FollowUpKind Kind, Rung Rung, long InTime, long Late, long Open, long Overdue);

/// <summary>What follow-ups by a campaign brought: buyers among those who were to be followed up, and among those held out.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="Kind">How customers are followed up.</param>
/// <param name="Days">How many days are measured, from the campaign's offer on, which plans the follow-up.</param>
/// <param name="IsFinal">Whether the planned end has come: before, the interval is not to be acted on.</param>
/// <param name="Reached">Members who were to be followed up, whether they were or not: only these can be compared.</param>
/// <param name="HeldOut">Members held out.</param>
/// <param name="Difference">By how much the share of buyers is greater among those reached. Null where it is not measured.</param>
/// <param name="Reason">Why it is not measured. Null where it is.</param>
public sealed record FollowUpEffect(string CampaignId, FollowUpKind Kind, int Days, bool IsFinal, FollowUpArm Reached, FollowUpArm HeldOut, ShareDifference? Difference, NotMeasured? Reason);

/// <summary>Why it is not measured what follow-ups brought.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<NotMeasured>))]
public enum NotMeasured
{
    /// <summary>Nobody was held out.</summary>
    NoHoldout = 1,

    /// <summary>A group has fewer than two members.</summary>
    TooFewMembers = 2,

    /// <summary>Members were not split as planned: something other than chance chose them.</summary>
    SplitNotAsPlanned = 3,
}

/// <summary>One of two groups of members.</summary>
/// <param name="Members">How many.</param>
/// <param name="Buyers">How many of them have bought within the days, net of what came back.</param>
public sealed record FollowUpArm(long Members, long Buyers);
