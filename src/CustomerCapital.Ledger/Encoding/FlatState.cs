using System.Collections.Immutable;
using System.Text.Json;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;

namespace CustomerCapital.Ledger.Encoding;

/// <summary>A customer's state as rows held it before it was kept in parts: one record with everything.</summary>
internal sealed record FlatState : Kept
{
    public required string CustomerId { get; init; }

    public long Sequence { get; init; }

    public DateTimeOffset AsOf { get; init; } = DateTimeOffset.MinValue;

    public DateTimeOffset KnownSince { get; init; } = DateTimeOffset.MaxValue;

    public Standing Standing { get; init => field = value ?? Standing.Start; } = Standing.Start;

    public Profile Profile { get; init => field = value ?? Profile.Unknown; } = Profile.Unknown;

    public DateTimeOffset? RegisteredAt { get; init; }

    public string? RegisteredChannel { get; init; }

    public ChannelOfPurchase? EarliestChannel { get; init; }

    public Money AcquisitionCost { get; init; }

    public long Orders { get; init; }

    public Money Revenue { get; init; }

    public ActivityMonths Activity { get; init => field = value ?? ActivityMonths.Empty; } = ActivityMonths.Empty;

    public DateTimeOffset? FirstOrderAt { get; init; }

    public LatestInstants LatestOrders { get; init => field = value ?? LatestInstants.Empty; } = LatestInstants.Empty;

    public bool InterestShown { get; init; }

    public bool Enrolled { get; init; }

    public DateTimeOffset? EnrolmentAt { get; init; }

    public Opinions Opinions { get; init => field = value ?? Opinions.None; } = Opinions.None;

    public BroughtBy? BroughtBy { get; init; }

    public long Referrals { get; init; }

    public long ConvertedReferrals { get; init; }

    public LatestInstants LatestConversions { get; init => field = value ?? LatestInstants.Empty; } = LatestInstants.Empty;

    public ImmutableList<FollowUp> OpenFollowUps { get; init => field = value ?? []; } = [];

    /// <summary>The same in parts.</summary>
    public ActorState ToParts()
    {
        var state = new ActorState
        {
            Id = CustomerId, Sequence = Sequence, AsOf = AsOf, KnownSince = KnownSince,
            NewerParts = GetNewerMembers()?.ToImmutableSortedDictionary() ?? ImmutableSortedDictionary<string, JsonElement>.Empty,
        };
        state = Standing.Part.Set(state, Standing);
        state = Registration.Part.Set(state, new() { Profile = Profile, At = RegisteredAt, Channel = RegisteredChannel, AcquisitionCost = AcquisitionCost });
        state = PurchaseHistory.Part.Set(state, new()
        {
            Orders = Orders, Revenue = Revenue, Activity = Activity, FirstOrderAt = FirstOrderAt, LatestOrders = LatestOrders, EarliestChannel = EarliestChannel,
        });
        state = Interest.Part.Set(state, new(InterestShown));
        state = Membership.Part.Set(state, new(Enrolled, EnrolmentAt));
        state = Opinions.Part.Set(state, Opinions);
        state = ReferralHistory.Part.Set(state, new() { BroughtBy = BroughtBy, Made = Referrals, Converted = ConvertedReferrals, LatestConversions = LatestConversions });
        return Domain.FollowUps.OpenFollowUps.Part.Set(state, new(OpenFollowUps));
    }
}
