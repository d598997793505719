using System.Text.Json.Serialization;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Program;

/// <summary>The program's rules as data: what a month is, what a rung is earned by, when a customer lapses.</summary>
/// <remarks>Immutable. <see cref="Faults"/> says what is wrong with a policy before it is put in force.</remarks>
public sealed record ProgramPolicy : Kept
{
    private readonly ValueList<WalletRule> _wallets;
    private readonly ValueList<RewardRule> _rewards;
    private ValueList<TriggeredCampaign> _triggeredCampaigns;
    private DateTimeOffset? _clock;
    private OriginOfRules _origin;

    /// <summary>Number of the policy. The first is 1, and each change adds 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>IANA name of the time zone whose months and days count. Fixed once the ledger holds an entry.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>ISO 4217 code. Null until the first purchase that names one, which fixes it.</summary>
    public string? Currency { get; init; }

    /// <summary>
    /// Length of the activity window in months, 1 to 36. Who has bought in the window that ends with a month is a
    /// customer at the end of the month.
    /// </summary>
    public int ActivityWindowMonths { get; init; } = 3;

    /// <summary>Share of revenue that is margin, 0 to 1. At 1, all revenue counts.</summary>
    public decimal MarginRate { get; init; } = 1m;

    /// <summary>
    /// Whether purchases and credits of customers of whom nothing is known are refused, so that a mistyped id makes no
    /// customer.
    /// </summary>
    public bool KnownCustomersOnly { get; init; }

    /// <summary>
    /// Share of the customers who get nothing by any campaign, so that all campaigns together can be held against these
    /// customers: 0 to 20 percent, with at most two decimals. They are in the results of no campaign.
    /// </summary>
    public decimal HoldoutPercent { get; init; }

    /// <summary>
    /// Whether somebody else than the one who wrote a campaign's terms has to schedule the campaign. Changed terms of a
    /// campaign that is on its way pause the campaign until somebody else resumes it.
    /// </summary>
    public bool CampaignApproval { get; init; }

    /// <summary>
    /// The day on which a birthday of 29 February is kept in years without one, and the anniversary of a first order that
    /// was placed on 29 February.
    /// </summary>
    public LeapDay LeapDayBirthday { get; init; } = LeapDay.February28;

    /// <summary>When an inactive customer lapses, and how many rungs that costs.</summary>
    public LapseRule Lapse { get; init; } = new();

    /// <summary>What earns the rung of member, besides enrolment.</summary>
    public MemberRule Member { get; init; } = new();

    /// <summary>What earns a member the rung of advocate.</summary>
    public AdvocateRule Advocate { get; init; } = new();

    /// <summary>What earns an advocate the rung of raving fan.</summary>
    public RavingFanRule RavingFan { get; init; } = new();

    /// <summary>How lifetime value is predicted.</summary>
    public ValueRule Value { get; init => field = value ?? new(); } = new();

    /// <summary>What follows from answers of surveys.</summary>
    public SurveyRule Surveys { get; init => field = value ?? new(); } = new();

    /// <summary>What customers see of the program on their own pages.</summary>
    public PagesRule Pages { get; init => field = value ?? new(); } = new();

    /// <summary>How long what is about persons is kept. If left out, nothing is erased by the policy.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RetentionRule? Retention { get; init; }

    /// <summary>The wallets of the program, at most 20.</summary>
    public IReadOnlyList<WalletRule> Wallets { get => _wallets.Items; init => _wallets = new(value); }

    /// <summary>What customers can get for what their wallets hold, or from staff. At most 200.</summary>
    public IReadOnlyList<RewardRule> Rewards { get => _rewards.Items; init => _rewards = new(value); }

    /// <summary>When customers are written to, and how often. Null for at any time, and without a limit.</summary>
    public MessageRule? Messages { get; init; }

    /// <summary>The campaigns in force that facts trigger, in the order in which they answer a fact.</summary>
    /// <remarks>The ledger keeps them with the policy, so that all processes decide by the same. Requests and answers do not have them: campaigns tell it themselves.</remarks>
    [JsonIgnore]
    public IReadOnlyList<TriggeredCampaign> TriggeredCampaigns { get => _triggeredCampaigns.Items; init => _triggeredCampaigns = new(value); }

    /// <summary>Says which campaigns are triggered. For whoever has just read the policy, before anyone else knows it.</summary>
    public void SetTriggeredCampaigns(IReadOnlyList<TriggeredCampaign>? campaigns) => _triggeredCampaigns = new(campaigns);

    /// <summary>What the program's clock shows, where the program is a sandbox and somebody has set the clock; null for the real time.</summary>
    /// <remarks>The ledger keeps the clock with the policy, so that all processes decide by the same. Requests and answers do not have it: the clock has its own.</remarks>
    [JsonIgnore]
    public DateTimeOffset? Clock { get => _clock; init => _clock = value; }

    /// <summary>Says what the clock shows. For whoever has just read the policy, before anyone else knows it.</summary>
    public void SetClock(DateTimeOffset? clock) => _clock = clock;

    /// <summary>Since when this version is in force, and who put it in force. Null where nobody knows.</summary>
    /// <remarks>No rule: policies of the same rules are equal, wherever they come from. The ledger keeps it with the policy, so that a version in force is never without it. Requests and answers do not have it: versions have.</remarks>
    [JsonIgnore]
    public PolicyOrigin? Origin { get => _origin.Known?.Version == Version ? _origin.Known : null; init => _origin = new(value); }

    /// <summary>Says where it comes from. For whoever has just read the policy, before anyone else knows it.</summary>
    public void SetOrigin(PolicyOrigin? origin) => _origin = new(origin);

    /// <summary>The reward of a name; null where the catalogue has none.</summary>
    public RewardRule? RewardOf(string name) => Rewards.FirstOrDefault(rule => rule.Name == name);

    /// <summary>Every rule that the policy breaks, by the JSON name of the field; empty when it can be put in force.</summary>
    public IEnumerable<FieldFault> Faults()
    {
        if (!ProgramCalendar.Knows(TimeZone)) yield return new("timeZone", $"'{TimeZone}' is not a known IANA time zone.");
        if (Currency is not null && !IsCurrency(Currency)) yield return new("currency", "A currency is three capital letters, such as EUR.");
        if (ActivityWindowMonths is < 1 or > 36) yield return new("activityWindowMonths", "Must be 1 to 36 months.");
        if (MarginRate is < 0 or > 1) yield return new("marginRate", "Must be 0 to 1.");
        if (HoldoutPercent is < 0 or > 20 || HoldoutPercent != decimal.Round(HoldoutPercent, 2)) yield return new("holdoutPercent", "Must be 0 to 20, with at most two decimals.");
        if (Lapse.AfterDays is < 1 or > 36_500) yield return new("lapse.afterDays", "Must be 1 to 36,500 days.");
        if (Lapse.StepDown is < 0 or > 6) yield return new("lapse.stepDown", "Must be 0 to 6 rungs.");
        if (!IsThreshold(Member.Orders)) yield return new("member.orders", ThresholdText);
        if (!IsThreshold(Advocate.Referrals)) yield return new("advocate.referrals", ThresholdText);
        if (!IsThreshold(RavingFan.Referrals)) yield return new("ravingFan.referrals", ThresholdText);
        if (Advocate.Nps is < 0 or > 10) yield return new("advocate.nps", "Must be 0 to 10.");
        if (Advocate.Review is < 1 or > 5) yield return new("advocate.review", "Must be 1 to 5.");
        if (Member.WithinDays is < 1 or > 36_500) yield return new("member.withinDays", "Must be 1 to 36,500 days.");
        if (Advocate.WithinDays is < 1 or > 36_500) yield return new("advocate.withinDays", "Must be 1 to 36,500 days.");
        if (RavingFan.WithinDays is < 1 or > 36_500) yield return new("ravingFan.withinDays", "Must be 1 to 36,500 days.");
        if (!Enum.IsDefined(Value.Refit)) yield return new("value.refit", "Must be never, daily or weekly.");
        if (Value.AnnualDiscountRate is < 0 or > 10) yield return new("value.annualDiscountRate", "Must be 0 to 10; 0.1 is ten percent a year.");
        if (Value.ResidualYears is < 1 or > 50) yield return new("value.residualYears", "Must be 1 to 50 years.");
        foreach (var fault in Messages?.Faults() ?? []) yield return fault;
        foreach (var fault in Surveys.Faults("surveys")) yield return fault;
        foreach (var fault in Pages.Faults("pages")) yield return fault;
        foreach (var fault in Retention?.Faults("retention") ?? []) yield return fault;
        if (Wallets.Count > WalletRule.Most) yield return new("wallets", $"Must be at most {WalletRule.Most}.");
        for (var at = 0; at < Wallets.Count; at++)
        {
            foreach (var fault in Wallets[at]?.Faults($"wallets[{at}]") ?? [new($"wallets[{at}]", "Must be an object.")]) yield return fault;
            if (Wallets.Take(at).Any(other => other?.Name == Wallets[at]?.Name)) yield return new($"wallets[{at}].name", "Another wallet has this name.");
        }

        if (Rewards.Count > RewardRule.Most) yield return new("rewards", $"Must be at most {RewardRule.Most}.");
        for (var at = 0; at < Rewards.Count; at++)
        {
            foreach (var fault in Rewards[at]?.Faults($"rewards[{at}]", Wallets) ?? [new($"rewards[{at}]", "Must be an object.")]) yield return fault;
            if (Rewards.Take(at).Any(other => other?.Name == Rewards[at]?.Name)) yield return new($"rewards[{at}].name", "Another reward has this name.");
        }
    }

    /// <summary>This policy with what a newer version of the program has added to another: whoever states a policy to this version cannot name it.</summary>
    public ProgramPolicy WithNewerOf(ProgramPolicy other) => WithNewer(
        this with
        {
            Lapse = WithNewer(Lapse with { }, other.Lapse),
            Member = WithNewer(Member with { }, other.Member),
            Advocate = WithNewer(Advocate with { }, other.Advocate),
            RavingFan = WithNewer(RavingFan with { }, other.RavingFan),
            Value = WithNewer(Value with { }, other.Value),
            Messages = Messages is { } messages && other.Messages is { } messagesBefore ? WithNewer(messages with { }, messagesBefore) : Messages,
            Surveys = WithNewer(Surveys with { }, other.Surveys),
            Pages = WithNewer(Pages with { }, other.Pages),
            Retention = Retention is { } retention && other.Retention is { } retentionBefore ? WithNewer(retention with { }, retentionBefore) : Retention,
            Wallets = [.. Wallets.Select(wallet => other.Wallets.FirstOrDefault(before => before.Name == wallet.Name) is { } before ? WithNewer(wallet with { }, before) : wallet)],
            Rewards = [.. Rewards.Select(reward => other.RewardOf(reward.Name) is { } before ? WithNewer(reward with { }, before) : reward)],
        },
        other);

    /// <summary>Whether a text has the form of an ISO 4217 code.</summary>
    public static bool IsCurrency(string text) => text.Length == 3 && text.All(char.IsAsciiLetterUpper);

    private const string ThresholdText = "Must be 1 to 12: a customer's state keeps its latest sixteen.";

    private static bool IsThreshold(int count) => count is >= 1 and <= 12;

    /// <summary>An origin that has no say in whether two policies are equal.</summary>
    private readonly struct OriginOfRules(PolicyOrigin? known) : IEquatable<OriginOfRules>
    {
        public PolicyOrigin? Known => known;

        public bool Equals(OriginOfRules other) => true;

        public override bool Equals(object? other) => other is OriginOfRules;

        public override int GetHashCode() => 0;
    }
}

/// <summary>
/// When an inactive customer is lapsed. A lapsed customer stands lower on the ladder, never below buyer.
/// </summary>
/// <param name="AfterDays">Calendar days since the last purchase, in the program's time zone.</param>
/// <param name="StepDown">How many rungs lower a lapsed customer stands. 0 keeps the rung.</param>
public sealed record LapseRule(int AfterDays = 180, int StepDown = 1) : Kept;

/// <summary>A member has enrolled, or placed this many orders within these days.</summary>
/// <param name="Orders">How many orders are needed.</param>
/// <param name="WithinDays">For how many calendar days an order counts.</param>
public sealed record MemberRule(int Orders = 4, int WithinDays = 365) : Kept;

/// <summary>An advocate is a member with converted referrals or a positive opinion within these days.</summary>
/// <param name="Nps">Net promoter score (0 to 10) from which an opinion is positive.</param>
/// <param name="Review">Review (1 to 5) from which an opinion is positive.</param>
/// <param name="Referrals">How many converted referrals are needed.</param>
/// <param name="WithinDays">For how many calendar days the evidence counts.</param>
public sealed record AdvocateRule(int Nps = 9, int Review = 4, int Referrals = 1, int WithinDays = 365) : Kept;

/// <summary>A raving fan is an advocate with this many converted referrals within these days.</summary>
/// <param name="Referrals">How many converted referrals are needed.</param>
/// <param name="WithinDays">For how many calendar days a referral counts.</param>
public sealed record RavingFanRule(int Referrals = 3, int WithinDays = 365) : Kept;
