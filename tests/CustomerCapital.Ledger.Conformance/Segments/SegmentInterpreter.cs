using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Value;

namespace CustomerCapital.Ledger.Conformance.Segments;

/// <summary>Says by the shortest way, over a state and the entries and not over columns, whether a customer belongs to a segment: what every ledger must agree with.</summary>
internal static class SegmentInterpreter
{
    /// <summary>What fields mean, said once more; a field that is not among them means what it tells of a state.</summary>
    private static readonly Dictionary<Field, Func<ActorState, object?>> Definitions = new()
    {
        [CustomerFields.CustomerId] = customer => customer.CustomerId,
        [CustomerFields.AcquisitionChannel] = customer => customer.AcquisitionChannel,
        [CustomerFields.AcquisitionCost] = customer => customer.AcquisitionCost,
        [CustomerFields.KnownSince] = customer => customer.KnownSince,
        [CustomerFields.EmailConsent] = customer => customer.Profile.Consents.Email,
        [CustomerFields.PhoneConsent] = customer => customer.Profile.Consents.Phone,
        [CustomerFields.PostConsent] = customer => customer.Profile.Consents.Post,
        [CustomerFields.EmailKnown] = customer => customer.Profile.Email?.Trim() is { Length: > 0 },
        [CustomerFields.PhoneKnown] = customer => customer.Profile.Phone?.Trim() is { Length: > 0 },
        // The only tags of random customers that are not canonical, with what they are.
        [CustomerFields.Language] = customer => LanguageOf(customer) switch { "DE-at" => "de-AT", "de-Latn-at" => "de-Latn-AT", "zh-hant-TW" => "zh-Hant-TW", "Deutsch" => "deutsch", var tag => tag },
        [CustomerFields.PrimaryLanguage] = customer => LanguageOf(customer)?.Split('-')[0] is { Length: > 0 } primary ? LanguageTag.Canonical(primary) : null,
        [CustomerFields.TimeZone] = customer => customer.Profile.TimeZone,
        [CustomerFields.Birthday] = customer => customer.Profile.BirthDate is { } born ? MonthDay.Of(born) : null,
        [LadderFields.Rung] = customer => customer.Standing.Rung,
        [LadderFields.Lapsed] = customer => customer.Standing.Lapsed,
        [EnrolmentFields.Enrolled] = customer => customer.Enrolled,
        [EnrolmentFields.EnrolledAt] = customer => customer.EnrolledAt,
        [InteractionFields.LastInteractionAt] = customer => Interest.Part.Of(customer).LastAt,
        [PurchaseFields.Orders] = customer => customer.Orders,
        [PurchaseFields.Revenue] = customer => customer.Revenue,
        [PurchaseFields.AverageOrderValue] = customer => customer.Orders == 0 ? null : new Money((long)decimal.Truncate((decimal)customer.Revenue.Units / customer.Orders)),
        [PurchaseFields.FirstPurchaseAt] = customer => customer.FirstOrderAt,
        [PurchaseFields.LastPurchaseAt] = customer => customer.LastOrderAt,
        [PurchaseFields.UsualIntervalDays] = customer => UsualDaysOf(customer),
        [PurchaseFields.NextOrderExpectedAt] = customer => UsualDaysOf(customer) is { } usual ? customer.LastOrderAt!.Value.AddHours(24 * usual) : null,
        [PurchaseFields.AtRiskAt] = customer => UsualDaysOf(customer) is { } usual ? customer.LastOrderAt!.Value.AddHours(48 * usual) : null,
        [ReferralFields.ConvertedReferrals] = customer => customer.ConvertedReferrals,
    };

    public static bool Has(Segment segment, Scribe scribe, DateTimeOffset now, ProgramCalendar calendar) => segment switch
    {
        AllOf all => all.Parts.All(part => Has(part, scribe, now, calendar)),
        AnyOf any => any.Parts.Any(part => Has(part, scribe, now, calendar)),
        Not not => !Has(not.Part, scribe, now, calendar),
        Condition<string> { Field.Pieces: { } kind } bought => NamesLeft(scribe.Entries, kind).Any(name => Holds(bought, name, string.CompareOrdinal)),
        Condition { Of.OfScore: not null } condition => HoldsOfScore(condition, scribe.Score, now, calendar),
        Condition condition => Holds(condition, scribe.State, now, calendar),
        _ => throw new InvalidOperationException($"{segment} is not known."),
    };

    private static bool HoldsOfScore(Condition condition, CustomerScore? score, DateTimeOffset now, ProgramCalendar calendar) => condition switch
    {
        Condition<decimal> number => Holds<decimal, decimal?>(number, number.Field == ValueFields.PAlive ? score?.ProbabilityAlive : score?.PredictedOrders, Compare),
        Condition<Money> amount => Holds<Money, Money?>(amount, amount.Field == ValueFields.PredictedValue12m ? score?.PredictedValue : score?.ResidualValue, Compare),
        Condition<SegmentInstant> instant => Holds(instant.Operator, instant.Values.Select(value => (DateTimeOffset?)MomentOf(value, now, calendar)), score?.ScoredAt, Compare),
        _ => throw new InvalidOperationException($"{condition} is not known."),
    };

    private static bool Holds(Condition condition, ActorState customer, DateTimeOffset now, ProgramCalendar calendar) => condition switch
    {
        Condition<string> text => Holds(text, (string?)ValueOf(text.Field, customer), string.CompareOrdinal),
        Condition<Rung> rung => Holds<Rung, Rung?>(rung, (Rung?)ValueOf(rung.Field, customer), (x, y) => ((int)x!).CompareTo((int)y!)),
        Condition<bool> boolean => Holds<bool, bool?>(boolean, (bool?)ValueOf(boolean.Field, customer), Compare),
        Condition<MonthDay> day => Holds<MonthDay, MonthDay?>(day, (MonthDay?)ValueOf(day.Field, customer), Compare),
        Condition<long> { Field.OfMonthDay: not null } count => Holds<long, long?>(count, DayCountOf(count.Field, customer, calendar.ToLocal(now), calendar.LeapDay), Compare),
        Condition<long> { Field.OfDay: not null } count => Holds<long, long?>(count, DaysOf(count.Field, customer, now, calendar), Compare),
        Condition<long> count => Holds<long, long?>(count, (long?)ValueOf(count.Field, customer), Compare),
        Condition<Money> amount => Holds<Money, Money?>(amount, (Money?)ValueOf(amount.Field, customer), Compare),
        Condition<SegmentMonth> month => Holds(
            month.Operator, month.Values.Select(value => (Month?)(value.At ?? MonthBefore(calendar.ToLocal(now), value.MonthsAgo!.Value))), MonthOf(month.Field, customer, calendar), Compare),
        Condition<SegmentInstant> instant => Holds(
            instant.Operator, instant.Values.Select(value => (DateTimeOffset?)MomentOf(value, now, calendar)), (DateTimeOffset?)ValueOf(instant.Field, customer), Compare),
        _ => throw new InvalidOperationException($"{condition} is not known."),
    };

    /// <summary>What the lines name of which something is left, of purchases that have not left as a whole: gone through from the first entry on for each purchase.</summary>
    private static IEnumerable<string> NamesLeft(IReadOnlyList<Entry> entries, PieceKind kind)
    {
        foreach (var purchase in entries.Where(entry => entry.Event is PurchaseRecorded))
        {
            var (lines, back, gone) = (((PurchaseRecorded)purchase.Event).Lines, new Dictionary<int, decimal>(), false);
            foreach (var entry in entries.Where(entry => entry.ConcernsId == purchase.NaturalId))
            {
                if (entry.Event is PurchaseAmended { IsSuperseded: false } amended) lines = amended.Lines;
                if (entry.Event is ReturnRecorded returned)
                {
                    gone |= returned.Whole;
                    foreach (var line in returned.Lines ?? []) back[line.Line!.Value] = back.GetValueOrDefault(line.Line.Value) + line.Quantity;
                }

                if (entry.Event is PurchaseMoved) gone = true;
                if (entry.Event is PurchaseTakenOver taken)
                    (gone, lines, back) = (false, taken.Content.Lines, (taken.Content.CameBackOfLines ?? []).ToDictionary(line => line.Line!.Value, line => line.Quantity));
            }

            for (var at = 0; at < lines?.Count && !gone; at++)
                if (lines[at].Quantity > back.GetValueOrDefault(at + 1) && (kind == PieceKind.Sku ? lines[at].Sku : lines[at].Category) is { Length: > 0 } name) yield return name;
        }
    }

    private static bool Holds<T, TValue>(Condition<T> condition, TValue? value, Comparison<TValue?> compare) where T : notnull =>
        Holds(condition.Operator, condition.Values.Cast<TValue?>(), value, compare);

    private static bool Holds<TValue>(SegmentOperator how, IEnumerable<TValue?> values, TValue? value, Comparison<TValue?> compare)
    {
        if (value is null) return false;
        return how switch
        {
            SegmentOperator.Exists => true,
            SegmentOperator.Equals => compare(value, values.Single()) == 0,
            SegmentOperator.NotEquals => compare(value, values.Single()) != 0,
            SegmentOperator.In => values.Any(one => compare(value, one) == 0),
            SegmentOperator.LessThan => compare(value, values.Single()) < 0,
            SegmentOperator.AtMost => compare(value, values.Single()) <= 0,
            SegmentOperator.GreaterThan => compare(value, values.Single()) > 0,
            SegmentOperator.AtLeast => compare(value, values.Single()) >= 0,
            _ => throw new InvalidOperationException($"{how} is not known."),
        };
    }

    private static int Compare<T>(T? x, T? y) where T : struct, IComparable<T> => x!.Value.CompareTo(y!.Value);

    private static object? ValueOf(Field field, ActorState customer) => Definitions.TryGetValue(field, out var definition) ? definition(customer) : field.Of(customer);

    private static Month? MonthOf(Field<SegmentMonth> field, ActorState customer, ProgramCalendar calendar) =>
        field == PurchaseFields.Cohort ? customer.Activity.Cohort : ValueOf(field.MonthOf!, customer) is DateTimeOffset at ? calendar.MonthOf(at) : null;

    private static Month MonthBefore(DateTimeOffset localNow, int months) => Month.Of(localNow.AddDays(1 - localNow.Day).AddMonths(-months).Year, localNow.AddDays(1 - localNow.Day).AddMonths(-months).Month);

    /// <summary>To a birthday counted day by day, or month by month, until it comes.</summary>
    private static long? DayCountOf(Field<long> field, ActorState customer, DateTimeOffset localNow, LeapDay leapDay)
    {
        var today = new DateOnly(localNow.Year, localNow.Month, localNow.Day);
        var (of, count) = field.OfMonthDay!.Value;
        if (of != CustomerFields.Birthday) return ValueOf(of, customer) is MonthDay other ? count(other, today, leapDay) : null;
        if (customer.Profile.BirthDate is not { } born) return null;
        if (field == CustomerFields.BirthMonth) return born.Month;
        if (field == CustomerFields.MonthsToBirthday)
        {
            for (var months = 0; ; months++)
            {
                var month = today.AddDays(1 - today.Day).AddMonths(months);
                if (Enumerable.Range(0, DateTime.DaysInMonth(month.Year, month.Month)).Any(day => IsKeptOn(month.AddDays(day), born, leapDay))) return months;
            }
        }

        if (field != CustomerFields.DaysToBirthday) return count(MonthDay.Of(born), today, leapDay);
        for (var days = 0; ; days++)
            if (IsKeptOn(today.AddDays(days), born, leapDay)) return days;
    }

    /// <summary>Whether a day comes again on another.</summary>
    private static bool IsKeptOn(DateOnly day, DateOnly first, LeapDay leapDay) =>
        (day.Month, day.Day) == (first.Month, first.Day)
        || (first.Month, first.Day) == (2, 29) && !DateTime.IsLeapYear(day.Year) && (day.Month, day.Day) == (leapDay == LeapDay.March1 ? (3, 1) : (2, 28));

    /// <summary>Between today and the day of an instant, or until that day comes again, counted day by day.</summary>
    private static long? DaysOf(Field<long> field, ActorState customer, DateTimeOffset now, ProgramCalendar calendar)
    {
        if (ValueOf(field.OfDay!.Value.Of, customer) is not DateTimeOffset at) return null;
        var (day, today) = (DateOnly.FromDateTime(calendar.ToLocal(at).DateTime), DateOnly.FromDateTime(calendar.ToLocal(now).DateTime));
        if (field.OfDay.Value.Count == DayCount.Since) return today.DayNumber - day.DayNumber;
        if (field.OfDay.Value.Count == DayCount.To) return day.DayNumber - today.DayNumber;
        for (var days = 0; ; days++)
            if (today.AddDays(days) > day && IsKeptOn(today.AddDays(days), day, calendar.LeapDay)) return days;
    }

    private static long? UsualDaysOf(ActorState customer)
    {
        if (customer.Orders < 3) return null;
        var usual = (customer.LastOrderAt!.Value - customer.FirstOrderAt!.Value) / (customer.Orders - 1);
        return usual < TimeSpan.FromDays(1) ? 1 : usual.Days;
    }

    private static string? LanguageOf(ActorState customer) => customer.Profile.Language?.Trim() is { Length: > 0 } registered ? registered.Replace('_', '-') : null;

    private static DateTimeOffset MomentOf(SegmentInstant instant, DateTimeOffset now, ProgramCalendar calendar) =>
        instant.At ?? Decider.Microseconds(calendar.AddDays(now, -instant.DaysAgo!.Value));
}
