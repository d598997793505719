using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Segments;

/// <summary>The columns of a customer's row by which segments choose, in the types that every database has.</summary>
/// <remarks>Money is a count of ten-thousandths; instants are in UTC and whole microseconds.</remarks>
public sealed class CustomerColumns
{
    /// <summary>The caller's id.</summary>
    public required string CustomerId { get; init; }

    /// <summary>Number of the <see cref="Domain.Ladder.Rung"/>.</summary>
    public short Rung { get; init; }

    /// <summary>Whether lapsed.</summary>
    public bool Lapsed { get; init; }

    /// <summary>Acquisition channel.</summary>
    public string? Channel { get; init; }

    /// <summary>Purchases not returned whole.</summary>
    public long Orders { get; init; }

    /// <summary>Net of returns.</summary>
    public long Revenue { get; init; }

    /// <summary>What winning the customer cost.</summary>
    public long AcquisitionCost { get; init; }

    /// <summary>When the earliest order was placed.</summary>
    public DateTimeOffset? FirstOrderAt { get; init; }

    /// <summary>When the latest order was placed.</summary>
    public DateTimeOffset? LastOrderAt { get; init; }

    /// <summary>Whether in the program.</summary>
    public bool Enrolled { get; init; }

    /// <summary>Referred persons who have bought.</summary>
    public long ConvertedReferrals { get; init; }

    /// <summary>The earliest moment that an entry speaks of.</summary>
    public DateTimeOffset KnownSince { get; init; }

    /// <summary>The columns of a state.</summary>
    public static CustomerColumns Of(ActorState state) => new()
    {
        CustomerId = state.CustomerId,
        Rung = (short)state.Standing.Rung,
        Lapsed = state.Standing.Lapsed,
        Channel = state.AcquisitionChannel,
        Orders = state.Orders,
        Revenue = state.Revenue.Units,
        AcquisitionCost = state.AcquisitionCost.Units,
        FirstOrderAt = state.FirstOrderAt,
        LastOrderAt = state.LastOrderAt,
        Enrolled = state.Enrolled,
        ConvertedReferrals = state.ConvertedReferrals,
        KnownSince = state.KnownSince,
    };

    /// <summary>The same as a line of a list.</summary>
    public CustomerLine ToLine() => new(
        CustomerId, (Rung)Rung, Lapsed, Channel, Orders, new(Revenue), new(AcquisitionCost), FirstOrderAt, LastOrderAt, Enrolled, ConvertedReferrals, KnownSince);
}
