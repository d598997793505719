using System.Globalization;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;
using CustomerCapital.Domain.Value;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Engine.Segments;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Gateway.Feed;
using CustomerCapital.Gateway.FollowUps;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Gateway;

/// <summary>Reads query parameters and gathers what is wrong with them, so that a caller is told of all at once. An empty one is as good as none.</summary>
internal sealed class QueryFaults
{
    private static readonly Dictionary<string, Rung> Rungs = Enum.GetValues<Rung>()
        .ToDictionary(rung => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(rung.ToString()));

    private readonly List<FieldFault> _faults = [];

    public Rung? Rung(string? text) => Read<Rung>(text, "rung", $"Must be one of {string.Join(", ", Rungs.Keys)}.", Rungs.TryGetValue);

    /// <summary>One of the values of an enum, by its name in snake case.</summary>
    public TEnum? OneOf<TEnum>(string name, string? text) where TEnum : struct, Enum
    {
        var names = Enum.GetValues<TEnum>().ToDictionary(value => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
        return Read<TEnum>(text, name, $"Must be one of {string.Join(", ", names.Keys)}.", names.TryGetValue);
    }

    public bool? Boolean(string name, string? text) => Read<bool>(text, name, "Must be true or false.", bool.TryParse);

    public Month? Month(string name, string? text) => Read<Month>(text, name, "Must be a month such as 2026-03.", Domain.Program.Month.TryParse);

    public DateOnly? Day(string name, string? text) =>
        Read<DateOnly>(text, name, "Must be a day such as 2026-03-31.", (string day, out DateOnly read) => DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out read));

    /// <summary>How far ahead something is predicted, in weeks; a year by default.</summary>
    public double Horizon(string name, string? text)
    {
        if (text is null) return ValueModel.WeeksInYear;
        if (!Domain.Value.Horizon.TryParse(text, out var weeks)) _faults.Add(new(name, $"Must be {Domain.Value.Horizon.Form}."));
        return weeks;
    }

    /// <summary>The last month of a report: years ahead would only add empty cells, without end.</summary>
    public Month? Through(string? text, ICustomerCapital capital)
    {
        var (last, limit) = (Month("through", text), capital.RunningMonth.Plus(Report.MonthsAhead));
        if (last > limit) _faults.Add(new("through", $"Must be at most {limit}: a report reaches a year ahead."));
        return last;
    }

    public decimal Share(string name, string? text, decimal whenAbsent)
    {
        if (string.IsNullOrEmpty(text)) return whenAbsent;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1) return share;
        _faults.Add(new(name, "Must be 0 to 1, such as 0.1."));
        return whenAbsent;
    }

    /// <summary>Shares of chosen rungs, such as <c>buyer:0.1,customer:0.2</c>; null where there are none.</summary>
    public IReadOnlyList<MovedShare>? Shares(string name, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (MovedShares.TryParse(text, out var shares) && shares.Chosen.Count > 0) return shares.Chosen;
        _faults.Add(new(name, $"Must be shares of rungs from 0 to 1, such as buyer:0.1,customer:0.2, each rung once; the rungs are {string.Join(", ", Rungs.Keys)}."));
        return null;
    }

    public long Number(string name, long? number, long whenAbsent, long min, long max)
    {
        if (number < min || number > max) _faults.Add(new(name, NumberForm(min, max)));
        return number ?? whenAbsent;
    }

    public long Number(string name, string? text, long whenAbsent, long min, long max)
    {
        if (string.IsNullOrEmpty(text)) return whenAbsent;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max) return number;
        _faults.Add(new(name, NumberForm(min, max)));
        return whenAbsent;
    }

    /// <summary>The id of a group of likely duplicates; null for none.</summary>
    public string? Group(string name, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (text.Length == 32 && text.All(char.IsAsciiHexDigitLower)) return text;
        _faults.Add(new(name, "Must be the next of the page before."));
        return null;
    }

    /// <summary>An id in the address.</summary>
    public void Id(string name, string id) => _faults.AddRange(Domain.Program.Text.IdFaults(name, id));

    /// <summary>The simple filters and the segment of a request, as one segment; everyone where there are none.</summary>
    public Segment Segment(string? rung, string? lapsed, string? channel, string? segment)
    {
        var parts = new List<Segment>(4);
        if (Rung(rung) is { } on) parts.Add(LadderFields.Rung.Where(SegmentOperator.Equals, on));
        if (Boolean("lapsed", lapsed) is { } inactive) parts.Add(LadderFields.Lapsed.Where(SegmentOperator.Equals, inactive));
        _faults.AddRange(Text.TextFaults("channel", channel));
        if (!string.IsNullOrEmpty(channel)) parts.Add(CustomerFields.AcquisitionChannel.Where(SegmentOperator.Equals, channel));
        if (!string.IsNullOrEmpty(segment))
        {
            if (SegmentJson.Read(segment, out var faults) is { } read) parts.Add(read);
            _faults.AddRange(Under("segment", faults));
        }

        return parts.Count == 1 ? parts[0] : new AllOf(parts);
    }

    /// <summary>The segment of a body.</summary>
    public Segment Required(Segment? segment)
    {
        if (segment is null) _faults.Add(new("segment", "Is required."));
        return segment ?? Domain.Segments.Segment.Everyone;
    }

    /// <summary>The fields that a list shows, in their own order, the id always among them.</summary>
    /// <param name="names">Their names; null for those that lists show.</param>
    public IReadOnlyList<Field> Fields(IReadOnlyList<string>? names)
    {
        if (names is null or []) return CustomerListItem.Fields;
        var known = CustomerListItem.Choosable.Select(field => field.Name).ToList();
        var unknown = names.Where(name => !known.Contains(name)).Take(5).ToList();
        if (unknown.Count > 0) _faults.Add(new("fields", $"Must be some of {string.Join(", ", known)}; there is no {string.Join(", ", unknown.Select(name => $"'{(name?.Length > 50 ? name[..50] + "…" : name)}'"))}."));
        return [.. CustomerListItem.Choosable.Where(field => field == CustomerFields.CustomerId || names.Contains(field.Name))];
    }

    /// <summary>A segment with the saved ones that it names put in their place, as they are now.</summary>
    public async Task<Segment> ExpandAsync(Segment segment, ICustomerCapital capital, CancellationToken cancellation)
    {
        if (!SavedSegments.AreNamedIn(segment) && !segment.AsksForBought) return segment;
        var expanded = await capital.AskAsync(new ExpandSegment(segment), cancellation);
        _faults.AddRange(Under("segment", expanded.Faults));
        if (expanded.BoughtNotKept) throw new ProblemException(Problem.BoughtNotKept());
        return expanded.Segment ?? Domain.Segments.Segment.Everyone;
    }

    /// <summary>Adds what was found elsewhere.</summary>
    public void Add(IEnumerable<FieldFault> faults) => _faults.AddRange(faults);

    /// <summary>The order of a list; null for that of ids.</summary>
    public CustomerSort? Sort(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (CustomerSort.Of(text) is { } sort) return sort == CustomerSort.Of(CustomerFields.CustomerId.Name) ? null : sort;
        _faults.Add(new("sort", $"Must be one of {string.Join(", ", CustomerLine.Fields.Select(field => field.Name))}; with - before the name the largest or latest is first."));
        return null;
    }

    /// <summary>What is searched; null where nothing is.</summary>
    /// <param name="text">As it came.</param>
    /// <param name="sort">What is found has an order of its own.</param>
    public string? Search(string? text, string? sort)
    {
        if (string.IsNullOrEmpty(text)) return null;
        _faults.AddRange(Text.TextFaults("search", text));
        if (SearchKeys.PrefixOf(text) is null) _faults.Add(new("search", "Must hold a character to search by, besides spaces and commas."));
        if (!string.IsNullOrEmpty(sort)) _faults.Add(new("sort", "Cannot be given with search: who is found comes in the order of what was found. Leave one of them out."));
        return text;
    }

    /// <summary>Where a list goes on; its beginning where there is no cursor, or a wrong one.</summary>
    public CustomerCursor Cursor(string? text, Segment segment, CustomerSort? sort, string? search, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(text)) return CustomerCursor.Start(now);
        // Of a segment that is at fault nothing can be said.
        if (CustomerCursor.Read(text, segment, sort, search, now, out var cursor) is { } fault && _faults.Count == 0) _faults.Add(new("cursor", fault));
        return cursor;
    }

    /// <summary>A place in the feed; its beginning where none is given.</summary>
    public FeedPlace Place(string name, string? text)
    {
        if (string.IsNullOrEmpty(text)) return FeedPlace.Start;
        if (FeedCursor.Read(text) is { } place) return place;
        _faults.Add(new(name, "Must be the nextAfter of the page before; leave it out to begin with the first entry."));
        return FeedPlace.Start;
    }

    /// <summary>A place in the work list; null where none is given.</summary>
    public FollowUpPlace? WorkPlace(string name, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (WorkListCursor.Read(text) is { } place) return place;
        _faults.Add(new(name, "Must be the nextAfter of the page before; leave it out to begin with the earliest follow-up."));
        return null;
    }

    /// <summary>Whose follow-ups are asked for: a member of staff's, those of nobody as an empty text, null for all.</summary>
    public string? Assignee(string? assignee, string? unassigned)
    {
        var isNobodys = Boolean("unassigned", unassigned) is true;
        _faults.AddRange(Domain.Program.Text.TextFaults("assignee", assignee));
        if (isNobodys && !string.IsNullOrEmpty(assignee)) _faults.Add(new("unassigned", "Cannot stand beside assignee."));
        return isNobodys ? "" : string.IsNullOrEmpty(assignee) ? null : assignee;
    }

    /// <summary>Faults of a part of the request, with the part's place before each.</summary>
    public static IEnumerable<FieldFault> Under(string place, IEnumerable<FieldFault> faults) =>
        faults.Select(fault => fault with { Field = fault.Field.Length == 0 ? place : $"{place}.{fault.Field}" });

    public void ThrowIfAny()
    {
        if (_faults.Count > 0) throw new ProblemException(Problem.Malformed(_faults));
    }

    private static string NumberForm(long min, long max) => $"Must be a whole number from {min} to {max}.";

    private delegate bool TryRead<T>(string text, out T value);

    private T? Read<T>(string? text, string name, string message, TryRead<T> read) where T : struct
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (read(text, out var value)) return value;
        _faults.Add(new(name, message));
        return null;
    }
}
