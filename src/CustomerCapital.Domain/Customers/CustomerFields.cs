using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.Domain.Customers;

/// <summary>What the register knows of each customer.</summary>
public static class CustomerFields
{
    /// <summary>The caller's id of the customer.</summary>
    public static readonly Field<string> CustomerId = new("customerId", state => state.CustomerId) { Place = 0, Column = "actor_id" };

    /// <summary>The way of coming in.</summary>
    public static readonly Field<string> AcquisitionChannel =
        new("acquisitionChannel", state => state.AcquisitionChannel) { Place = 3, IsOptional = true, Column = "channel", Listing = Listing.Items };

    /// <summary>What winning the customer cost.</summary>
    public static readonly Field<Money> AcquisitionCost = new("acquisitionCost", state => state.AcquisitionCost) { Place = 6, Listing = Listing.Nowhere };

    /// <summary>The earliest moment that the history speaks of.</summary>
    public static readonly Field<SegmentInstant> KnownSince = new("knownSince", state => state.KnownSince) { Place = 12, Listing = Listing.Nowhere };

    /// <summary>Whether the person may be written to by e-mail.</summary>
    public static readonly Field<bool> EmailConsent = new("emailConsent", state => state.Profile.Consents.Email) { Listing = Listing.Nowhere };

    /// <summary>Whether the person may be called.</summary>
    public static readonly Field<bool> PhoneConsent = new("phoneConsent", state => state.Profile.Consents.Phone) { Listing = Listing.Nowhere };

    /// <summary>Whether the person may be written to by post.</summary>
    public static readonly Field<bool> PostConsent = new("postConsent", state => state.Profile.Consents.Post) { Listing = Listing.Nowhere };

    /// <summary>Whether an e-mail address is registered, be it right or wrong.</summary>
    public static readonly Field<bool> EmailKnown = new("emailKnown", state => !string.IsNullOrWhiteSpace(state.Profile.Email)) { Listing = Listing.Nowhere };

    /// <summary>Whether a telephone number is registered, be it right or wrong.</summary>
    public static readonly Field<bool> PhoneKnown = new("phoneKnown", state => !string.IsNullOrWhiteSpace(state.Profile.Phone)) { Listing = Listing.Nowhere };

    /// <summary>The language tag that is registered, in canonical letters: <c>de-AT</c>.</summary>
    public static readonly Field<string> Language =
        new("language", state => LanguageOf(state, LanguageTag.Canonical)) { IsOptional = true, Listing = Listing.Nowhere, Canonical = LanguageTag.Canonical };

    /// <summary>The primary language of that tag: <c>de</c>, also of <c>de-AT</c>.</summary>
    public static readonly Field<string> PrimaryLanguage = new("primaryLanguage", state => LanguageOf(state, LanguageTag.Primary))
    {
        IsOptional = true, Listing = Listing.Nowhere, Canonical = LanguageTag.Primary,
        Range = (tag => tag.AsSpan().IndexOfAny('-', '_') < 0, "a primary language such as de, without a country; de-AT is a language"),
    };

    /// <summary>The time zone that is registered, by its IANA name.</summary>
    public static readonly Field<string> TimeZone =
        new("timeZone", state => state.Profile.TimeZone) { IsOptional = true, Listing = Listing.Nowhere, Canonical = TimeZoneName.Kept };

    /// <summary>The day of the year on which the person was born.</summary>
    public static readonly Field<MonthDay> Birthday =
        new("birthday", state => state.Profile.BirthDate is { } born ? MonthDay.Of(born) : null) { IsOptional = true, Listing = Listing.Nowhere };

    /// <summary>Month of the birthday, 1 to 12.</summary>
    public static readonly Field<long> BirthMonth = new("birthMonth")
    {
        OfMonthDay = (Birthday, (birthday, _, _) => birthday.Month), IsOptional = true, Listing = Listing.Nowhere,
        Range = (month => month is >= 1 and <= 12, "a month of the year, 1 to 12"),
    };

    /// <summary>Local days from today to the next birthday; 0 on the birthday. The policy says on which day that of 29 February is kept in years without one.</summary>
    public static readonly Field<long> DaysToBirthday = new("daysToBirthday")
    {
        OfMonthDay = (Birthday, DaysTo), IsOptional = true, Listing = Listing.Nowhere,
        Range = (days => days is >= 0 and <= 365, "a number of days from 0, which is today, to 365"),
    };

    /// <summary>
    /// Calendar months from the running one to that in which the next birthday is kept; 0 for the whole month in which it is. 12 only in the March after a 29 February,
    /// for a birthday of that day which is kept on 1 March in years without one.
    /// </summary>
    public static readonly Field<long> MonthsToBirthday = new("monthsToBirthday")
    {
        OfMonthDay = (Birthday, MonthsTo), IsOptional = true, Listing = Listing.Nowhere,
        Range = (months => months is >= 0 and <= 12, "a number of months from 0, which is the running month, to 12"),
    };

    private static string? LanguageOf(ActorState state, Func<string, string> form) =>
        state.Profile.Language is { } tag && !string.IsNullOrWhiteSpace(tag) && form(tag) is { Length: > 0 } language ? language : null;

    private static long DaysTo(MonthDay birthday, DateOnly today, LeapDay leapDay)
    {
        var next = birthday.In(today.Year, leapDay);
        if (next < today) next = birthday.In(today.Year + 1, leapDay);
        return next.DayNumber - today.DayNumber;
    }

    private static long MonthsTo(MonthDay birthday, DateOnly today, LeapDay leapDay)
    {
        var months = birthday.In(today.Year, leapDay).Month - today.Month;
        return months >= 0 ? months : 12 + birthday.In(today.Year + 1, leapDay).Month - today.Month;
    }
}
