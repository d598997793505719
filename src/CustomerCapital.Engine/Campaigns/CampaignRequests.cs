using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Engine.Raffles;

namespace CustomerCapital.Engine.Campaigns;

/// <summary>A campaign as it is written down.</summary>
/// <param name="Terms">What the campaign gives to whom, when, and how much at most.</param>
/// <param name="By">Who writes it down, at most 200 characters. May be left out.</param>
/// <param name="Reason">Why, at most 200 characters. May be left out.</param>
public sealed record CampaignDefinition(CampaignTerms Terms, string? By = null, string? Reason = null);

/// <summary>Who moves a campaign on, and why.</summary>
/// <param name="By">Who, at most 200 characters. May be left out.</param>
/// <param name="Reason">Why, at most 200 characters. May be left out.</param>
public sealed record CampaignChange(string? By = null, string? Reason = null);

/// <summary>All campaigns.</summary>
/// <param name="Campaigns">In the order of their ids.</param>
public sealed record CampaignList(IReadOnlyList<CampaignView> Campaigns);

/// <summary>The latest runs of a campaign.</summary>
/// <param name="Runs">The latest first.</param>
public sealed record CampaignRunList(IReadOnlyList<RunReport> Runs);

/// <summary>The next occurrences of all campaigns, and the draws of raffles to come.</summary>
/// <param name="Occurrences">The earliest first.</param>
/// <param name="Draws">The earliest first.</param>
public sealed record CampaignCalendar(IReadOnlyList<CalendarEntry> Occurrences, IReadOnlyList<ScheduledDraw> Draws);

/// <summary>The campaigns whose audiences a customer was in.</summary>
/// <param name="Campaigns">The campaign that reached the customer longest ago first.</param>
public sealed record CustomerCampaignList(IReadOnlyList<CampaignMembership> Campaigns);
