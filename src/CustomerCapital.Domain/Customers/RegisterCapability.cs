using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Rewards;

namespace CustomerCapital.Domain.Customers;

/// <summary>The register of persons, and what winning them cost by acquisition channel.</summary>
public sealed class RegisterCapability : Capability
{
    /// <summary>Customers of whom the earliest entry speaks of a month (A).</summary>
    public static readonly CounterKind Known = new(4, "known", "customers");

    /// <summary>Customers, orders, revenue and acquisition cost of an acquisition channel (name; empty when none is known).</summary>
    public static readonly CounterKind Channel = new(8, "channel", "customers", "orders", "revenue", "acquisition_cost");

    /// <summary>Customers with an order of an acquisition channel (name).</summary>
    public static readonly CounterKind ChannelBuyers = new(9, "channel_buyers", "customers");

    /// <summary>Customers whose time zone (name) is registered.</summary>
    public static readonly CounterKind TimeZones = new(14, "time_zones", "customers");

    /// <summary>Customers of an acquisition channel (name) of whom the earliest entry speaks of a month (A), those with an order, and what they and their rewards cost.</summary>
    public static readonly CounterKind Acquired = new(48, "acquired", "customers", "buyers", "reward_cost", "acquisition_cost") { Generation = 1 };

    /// <summary>Customers of an acquisition channel (name), known since a month (A), who ordered in a month (B), their orders and their revenue.</summary>
    public static readonly CounterKind AcquiredMonth = new(49, "acquired_month", "customers", "orders", "revenue") { Generation = 1 };

    /// <summary>Customers of an acquisition channel (name) with their first order in a month (A) and their latest in another (B).</summary>
    public static readonly CounterKind LatestOrder = new(50, "latest_order", "customers") { Generation = 1 };

    public override string Name => "register";

    public override IReadOnlyList<CommandType> Commands { get; } = [CommandType.Of<RegisterCustomer>("registration"), CommandType.Of<ChangeRegistration>("registration_change")];

    public override IReadOnlyList<EventType> Events { get; } = [EventType.Of<CustomerRegistered>("customer_registered"), EventType.Of<RegistrationChanged>("registration_changed")];

    public override StatePart Part => Registration.Part;

    public override IReadOnlyList<CounterKind> Counters { get; } = [Known, Channel, ChannelBuyers, TimeZones, Acquired, AcquiredMonth, LatestOrder];

    public override IReadOnlyList<Field> Fields { get; } =
    [
        CustomerFields.CustomerId, CustomerFields.AcquisitionChannel, CustomerFields.AcquisitionCost, CustomerFields.KnownSince,
        CustomerFields.EmailConsent, CustomerFields.PhoneConsent, CustomerFields.PostConsent, CustomerFields.EmailKnown, CustomerFields.PhoneKnown,
        CustomerFields.Language, CustomerFields.PrimaryLanguage, CustomerFields.TimeZone,
        CustomerFields.Birthday, CustomerFields.BirthMonth, CustomerFields.DaysToBirthday, CustomerFields.MonthsToBirthday,
    ];

    public override IJsonTypeInfoResolver Json => RegisterJson.Default;

    public override void Count(ActorState state, ProgramCalendar calendar, int sign, Counters counters)
    {
        counters.Add(new(Known, calendar.MonthOf(state.KnownSince).Index), new(sign));
        var channel = state.AcquisitionChannel ?? "";
        counters.Add(new(Channel, 0, 0, channel), new(sign, sign * state.Orders, sign * state.Revenue.Units, sign * state.AcquisitionCost.Units));
        if (state.Orders > 0) counters.Add(new(ChannelBuyers, 0, 0, channel), new(sign));
        if (state.Profile.TimeZone is { } zone) counters.Add(new(TimeZones, 0, 0, zone), new(sign));
        CountAcquired(state, calendar.MonthOf(state.KnownSince).Index, channel, sign, counters);
    }

    private static void CountAcquired(ActorState state, int known, string channel, int sign, Counters counters)
    {
        var cost = CustomerRewards.Part.Of(state).Cost.Units;
        counters.Add(new(Acquired, known, 0, channel), new(sign, state.Orders > 0 ? sign : 0, sign * cost, sign * state.AcquisitionCost.Units));
        var (first, last) = (0, 0);
        foreach (var month in state.Activity.Months)
        {
            counters.Add(new(AcquiredMonth, known, month.Month.Index, channel), new(month.Orders > 0 ? sign : 0, sign * month.Orders, sign * month.Revenue.Units));
            if (month.Orders > 0) (first, last) = (first == 0 ? month.Month.Index : first, month.Month.Index);
        }

        if (last > 0) counters.Add(new(LatestOrder, first, last, channel), new(sign));
    }
}

/// <summary>What was registered of a person.</summary>
public sealed record Registration : Kept
{
    /// <summary>Its part of the state.</summary>
    public static readonly StatePart<Registration> Part = new("registration", new());

    /// <summary>What the register knows of the person.</summary>
    public Profile Profile { get; init => field = value ?? Profile.Unknown; } = Profile.Unknown;

    /// <summary>When that was last registered as a whole; null for never, or of a customer whom an early version registered.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Since when fields hold that were changed after that.</summary>
    public FieldMoments Since { get; init => field = value ?? FieldMoments.None; } = FieldMoments.None;

    /// <summary>The way of coming in that was registered; null when none was.</summary>
    public string? Channel { get; init; }

    /// <summary>What winning this customer cost.</summary>
    public Money AcquisitionCost { get; init; }

    /// <summary>When the latest of it was said; null for never.</summary>
    internal DateTimeOffset? Latest() => Since.Latest() is { } changed && !(changed < At) ? changed : At;

    /// <summary>Whether another says the same of the person, since whenever that holds.</summary>
    internal bool SaysTheSame(Registration other) => (Profile, Channel, AcquisitionCost) == (other.Profile, other.Channel, other.AcquisitionCost);

    public override bool HoldsNewer() => base.HoldsNewer() || Profile.HoldsNewer() || Since.HoldsNewer();
}

/// <summary>What the register says of a customer.</summary>
public static class RegisteredCustomer
{
    extension(ActorState state)
    {
        /// <summary>What the register knows of the person.</summary>
        public Profile Profile => Registration.Part.Of(state).Profile;

        /// <summary>What winning this customer cost.</summary>
        public Money AcquisitionCost => Registration.Part.Of(state).AcquisitionCost;

        /// <summary>The way of coming in: as registered, else that of the earliest purchase that names one.</summary>
        public string? AcquisitionChannel => Registration.Part.Of(state).Channel ?? PurchaseHistory.Part.Of(state).EarliestChannel?.Channel;
    }
}

[JsonSerializable(typeof(RegisterCustomer))]
[JsonSerializable(typeof(ChangeRegistration))]
[JsonSerializable(typeof(CustomerRegistered))]
[JsonSerializable(typeof(RegistrationChanged))]
[JsonSerializable(typeof(Registration))]
internal sealed partial class RegisterJson : JsonSerializerContext;
