using System.Collections.Immutable;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Referrals;

namespace CustomerCapital.Domain.Customers;

/// <summary>All that deciding the next command needs, folded from a customer's entries; its size does not grow with their number.</summary>
/// <remarks>Immutable. History (lines, texts, single returns) lives in the entries, not here. What holds nothing is not written into the ledger, and read back from its absence.</remarks>
public sealed record CustomerState : Kept
{
    /// <summary>The caller's id of the customer.</summary>
    public required string CustomerId { get; init; }

    /// <summary>Entries folded so far; also the version that an append must expect.</summary>
    public long Sequence { get; init; }

    /// <summary>The latest moment that an entry speaks of: time alone has been applied up to here.</summary>
    public DateTimeOffset AsOf { get; init; } = DateTimeOffset.MinValue;

    /// <summary>The earliest moment that an entry speaks of.</summary>
    public DateTimeOffset KnownSince { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>Rung, and whether lapsed, as recorded.</summary>
    public Standing Standing { get; init => field = value ?? Standing.Start; } = Standing.Start;

    /// <summary>What the register knows of the person.</summary>
    public Profile Profile { get; init => field = value ?? Profile.Unknown; } = Profile.Unknown;

    /// <summary>When that was last registered; null for never.</summary>
    public DateTimeOffset? RegisteredAt { get; init; }

    /// <summary>The way of coming in that was registered; null when none was.</summary>
    public string? RegisteredChannel { get; init; }

    /// <summary>Channel of the earliest purchase that names one; stands in while none is registered.</summary>
    public ChannelOfPurchase? EarliestChannel { get; init; }

    /// <summary>What winning this customer cost.</summary>
    public Money AcquisitionCost { get; init; }

    /// <summary>Purchases not returned whole.</summary>
    public long Orders { get; init; }

    /// <summary>Purchases net of returns and credits.</summary>
    public Money Revenue { get; init; }

    /// <summary>Months with orders or revenue.</summary>
    public ActivityMonths Activity { get; init => field = value ?? ActivityMonths.Empty; } = ActivityMonths.Empty;

    /// <summary>When the earliest order was placed.</summary>
    public DateTimeOffset? FirstOrderAt { get; init; }

    /// <summary>When the latest orders were placed.</summary>
    public LatestInstants LatestOrders { get; init => field = value ?? LatestInstants.Empty; } = LatestInstants.Empty;

    /// <summary>Whether the person has shown interest.</summary>
    public bool InterestShown { get; init; }

    /// <summary>Whether the person is enrolled in the program.</summary>
    public bool Enrolled { get; init; }

    /// <summary>When the person last enrolled or left; null for never.</summary>
    public DateTimeOffset? EnrolmentAt { get; init; }

    /// <summary>The latest opinion for each score.</summary>
    public Opinions Opinions { get; init => field = value ?? Opinions.None; } = Opinions.None;

    /// <summary>Who brought this customer, and what became of it.</summary>
    public BroughtBy? BroughtBy { get; init; }

    /// <summary>Persons this customer has referred.</summary>
    public long Referrals { get; init; }

    /// <summary>Referred persons who have bought.</summary>
    public long ConvertedReferrals { get; init; }

    /// <summary>When the latest of them did.</summary>
    public LatestInstants LatestConversions { get; init => field = value ?? LatestInstants.Empty; } = LatestInstants.Empty;

    /// <summary>Follow-ups that are not done, by due time.</summary>
    public ImmutableList<FollowUp> OpenFollowUps { get; init => field = value ?? []; } = [];

    /// <summary>The way of coming in: as registered, else that of the earliest purchase that names one.</summary>
    public string? AcquisitionChannel => RegisteredChannel ?? EarliestChannel?.Channel;

    /// <summary>When the latest order was placed; null when there is none.</summary>
    public DateTimeOffset? LastOrderAt => LatestOrders[0];

    /// <summary>A customer of whom nothing is known.</summary>
    public static CustomerState New(string customerId) => new() { CustomerId = customerId };
}

/// <summary>A purchase's channel and when it was used.</summary>
public sealed record ChannelOfPurchase(string Channel, DateTimeOffset At) : Kept;
