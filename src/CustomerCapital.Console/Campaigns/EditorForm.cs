using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomerCapital.ConsolePages.Customers;
using CustomerCapital.ConsolePages.Forms;
using CustomerCapital.ConsolePages.Language;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Segments;

namespace CustomerCapital.ConsolePages.Campaigns;

/// <summary>A campaign's terms as the editor's form has them, and back: each field is a text, so that what was typed wrongly comes back as it was typed.</summary>
internal sealed class EditorForm
{
    /// <summary>Kinds of schedules that the form has.</summary>
    public static readonly string[] Kinds = ["once", "cron", "trigger"];

    private static readonly string[] BudgetFields = ["budget.grants", "budget.amount", "budget.grantsPerDay", "budget.grantsPerRun"];

    private readonly Func<string, string?> _said;
    private readonly ProgramCalendar _calendar;
    private readonly List<FieldFault> _faults = [];

    /// <summary>What the fields held to begin with: what was left as it was stays as it was, to the second and with its offset.</summary>
    private readonly CampaignTerms _before;

    /// <summary>Reads a form.</summary>
    /// <param name="said">Gives what was typed under a name, without blanks around it; null for nothing.</param>
    /// <param name="calendar">By which local times are meant.</param>
    /// <param name="before">The terms that are edited; what the form has no field for stays as there.</param>
    public EditorForm(Func<string, string?> said, ProgramCalendar calendar, CampaignTerms before)
    {
        (_said, _calendar, _before) = (said, calendar, before);
        Audience = SegmentForm.Read(said, calendar);
        _faults.AddRange(Audience.Faults.Select(fault => fault with { Field = "audience" }));
        Terms = before with
        {
            Title = said("title"),
            Reward = said("reward") ?? "",
            Audience = Audience.IsEveryone ? null : Audience.Segment,
            AudienceTaken = said("audienceTaken") is null ? null : Word<AudienceTaken>("audienceTaken"),
            Schedule = said("kind") is "trigger" ? null : ScheduleOf(before.Schedule),
            Trigger = said("kind") is "trigger" ? TriggerOf(before.Trigger) : null,
            PerCustomer = said("perCustomer.times") is null && said("perCustomer.days") is null ? null : (before.PerCustomer ?? new()) with { Times = Whole("perCustomer.times") ?? 1, Days = Whole("perCustomer.days") },
            Budget = BudgetFields.All(name => said(name) is null) ? null : (before.Budget ?? new()) with
            {
                Grants = Whole("budget.grants"), Amount = Amount("budget.amount"), GrantsPerDay = Whole("budget.grantsPerDay"), GrantsPerRun = Whole("budget.grantsPerRun"),
            },
            HoldoutPercent = Number("holdoutPercent") ?? 0,
            MeasureDays = Whole("measureDays"),
            Exclusive = said("exclusive.group") is not { } group ? null : (before.Exclusive ?? new()) with { Group = group, Days = Whole("exclusive.days") ?? 1, Times = Whole("exclusive.times") ?? 1 },
            Priority = Whole("priority") ?? 0,
            Rungs = Rungs(),
            PerSecond = Whole("perSecond"),
            QuietHours = Time("quietHours.from", before.QuietHours?.From) is { } from && Time("quietHours.to", before.QuietHours?.To) is { } to ? new(from, to) : null,
            BlackoutDays = [.. (said("blackoutDays") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(text => Day("blackoutDays", text)).OfType<DateOnly>()],
        };
        if (said("quietHours.from") is null != said("quietHours.to") is null) _faults.Add(new("quietHours", "Needs both times."));
    }

    /// <summary>Who is to be reached.</summary>
    public SegmentForm Audience { get; }

    /// <summary>The terms, as far as they can be read.</summary>
    public CampaignTerms Terms { get; }

    /// <summary>What cannot be read.</summary>
    public IReadOnlyList<FieldFault> Faults => _faults;

    /// <summary>What the form's fields hold for terms.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="say">For local times.</param>
    public static Dictionary<string, string?> FieldsOf(CampaignTerms terms, Speech say)
    {
        var fields = new Dictionary<string, string?>
        {
            ["title"] = terms.Title, ["reward"] = terms.Reward, ["audienceTaken"] = terms.AudienceTaken is { } taken ? ((int)taken).ToString(CultureInfo.InvariantCulture) : null,
            ["kind"] = terms.Trigger is not null ? "trigger" : terms.Schedule?.Cron is not null ? "cron" : "once",
            ["at"] = terms.Schedule?.At is { } at ? Local(at) : terms.Schedule?.AtLocal is { } local ? TextOf(local) : null,
            ["cron"] = terms.Schedule?.Cron, ["zone"] = terms.Schedule?.Zone == ScheduleZone.Member ? "member" : null, ["overlap"] = terms.Schedule is { } schedule ? Text((int)schedule.Overlap) : null,
            ["catchUpMinutes"] = terms.Schedule is { } late ? Text(late.CatchUpMinutes) : null, ["from"] = Local(terms.Schedule?.From ?? terms.Trigger?.From), ["until"] = Local(terms.Schedule?.Until ?? terms.Trigger?.Until),
            ["trigger.on"] = terms.Trigger is { } trigger ? Text((int)trigger.On) : null, ["trigger.nth"] = Text(terms.Trigger?.Nth), ["trigger.every"] = terms.Trigger?.Every == true ? "on" : null,
            ["trigger.atLeast"] = TypedAmount.Write(terms.Trigger?.AtLeast?.ToString()), ["trigger.withinMonths"] = Text(terms.Trigger?.WithinMonths), ["trigger.rung"] = Text((int?)terms.Trigger?.Rung),
            ["trigger.fromNps"] = Text(terms.Trigger?.FromNps), ["trigger.toNps"] = Text(terms.Trigger?.ToNps),
            ["perCustomer.times"] = Text(terms.PerCustomer?.Times), ["perCustomer.days"] = Text(terms.PerCustomer?.Days), ["budget.grants"] = Text(terms.Budget?.Grants), ["budget.amount"] = TypedAmount.Write(terms.Budget?.Amount?.ToString()),
            ["budget.grantsPerDay"] = Text(terms.Budget?.GrantsPerDay), ["budget.grantsPerRun"] = Text(terms.Budget?.GrantsPerRun), ["holdoutPercent"] = terms.HoldoutPercent.ToString("0.##", CultureInfo.InvariantCulture),
            ["measureDays"] = Text(terms.MeasureDays), ["exclusive.group"] = terms.Exclusive?.Group, ["exclusive.days"] = Text(terms.Exclusive?.Days), ["exclusive.times"] = Text(terms.Exclusive?.Times),
            ["priority"] = terms.Priority == 0 ? null : Text(terms.Priority), ["perSecond"] = Text(terms.PerSecond), ["quietHours.from"] = TextOf(terms.QuietHours?.From),
            ["quietHours.to"] = TextOf(terms.QuietHours?.To), ["blackoutDays"] = string.Join(", ", terms.BlackoutDays.Select(day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))),
        };
        foreach (var rung in terms.Rungs) fields["rung." + Text((int)rung)] = "on";
        AddAudience(fields, terms.Audience, say.Calendar);
        return fields;

        string? Local(DateTimeOffset? moment) => LocalText(moment, say.Calendar);

        static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A segment that the form's conditions say fills them; any other stands there as JSON.</summary>
    private static void AddAudience(Dictionary<string, string?> fields, Segment? audience, ProgramCalendar calendar)
    {
        if (audience is null) return;
        var conditions = ConditionsOf(audience);
        if (conditions is not null && SegmentForm.Read(name => conditions.GetValueOrDefault(name), calendar) is { Faults.Count: 0 } read && (read.Segment == audience || read.Segment == new AllOf([audience])))
            foreach (var (name, text) in conditions) fields[name] = text;
        else
            fields["segment"] = SegmentJson.Write(audience);
    }

    /// <summary>The form's conditions that come nearest to a segment; null where it has other parts than conditions, or too many.</summary>
    private static Dictionary<string, string?>? ConditionsOf(Segment audience)
    {
        var (match, parts) = audience switch { AllOf all => ("all", all.Parts), AnyOf any => ("any", any.Parts), var one => ("all", [one]) };
        if (parts.Count > SegmentForm.Places || parts.Any(part => part is not Condition)) return null;
        var conditions = new Dictionary<string, string?> { ["match"] = match };
        foreach (var (index, part) in parts.Index())
        {
            var (json, place) = (JsonNode.Parse(SegmentJson.Write(part))!.AsObject(), (index + 1).ToString(CultureInfo.InvariantCulture));
            (conditions["f" + place], conditions["o" + place]) = ((string)json["field"]!, (string)json["operator"]!);
            conditions["v" + place] = json["value"] is JsonArray several ? string.Join(", ", several.Select(TextOf)) : TextOf(json["value"]);
        }

        return conditions;

        static string TextOf(JsonNode? value) => value switch { null => "", JsonObject relative => relative["daysAgo"]?.ToString() ?? "", var plain => plain.GetValueKind() == JsonValueKind.String ? (string)plain! : plain.ToJsonString() };
    }

    private static string? LocalText(DateTimeOffset? moment, ProgramCalendar calendar) => moment is { } known ? TextOf(calendar.ToLocal(known).DateTime) : null;

    private static string TextOf(DateTime local) => local.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    private static string? TextOf(TimeOnly? time) => time?.ToString("HH:mm", CultureInfo.InvariantCulture);

    private CampaignSchedule ScheduleOf(CampaignSchedule? before)
    {
        var (zone, isOnce) = (_said("zone") == "member" ? ScheduleZone.Member : ScheduleZone.Program, _said("kind") != "cron");
        return (before ?? new()) with
        {
            Zone = zone, Cron = isOnce ? null : _said("cron") ?? "",
            At = isOnce && zone == ScheduleZone.Program ? Moment("at", before?.At) : null, AtLocal = isOnce && zone == ScheduleZone.Member ? Local("at") : null,
            From = isOnce ? null : Moment("from", before?.From), Until = isOnce ? null : Moment("until", before?.Until), Overlap = _said("overlap") is null ? OverlapRule.Skip : Word<OverlapRule>("overlap"), CatchUpMinutes = Whole("catchUpMinutes") ?? 60,
        };
    }

    private CampaignTrigger TriggerOf(CampaignTrigger? before)
    {
        if (_said("trigger.on") is null) _faults.Add(new("trigger.on", "Must be one of the list."));
        return TriggerOn(before);
    }

    private CampaignTrigger TriggerOn(CampaignTrigger? before) => (before ?? new()) with
    {
        On = Word<TriggerKind>("trigger.on"), Nth = Whole("trigger.nth"), Every = _said("trigger.every") is not null, AtLeast = Amount("trigger.atLeast"), WithinMonths = Whole("trigger.withinMonths"),
        Rung = _said("trigger.rung") is null ? null : Word<Rung>("trigger.rung"), FromNps = Whole("trigger.fromNps"), ToNps = Whole("trigger.toNps"), From = Moment("from", before?.From), Until = Moment("until", before?.Until),
    };

    /// <summary>As they were where the same ones are ticked: their order is whoever wrote them's.</summary>
    private IReadOnlyList<Rung> Rungs()
    {
        var ticked = Enum.GetValues<Rung>().Where(rung => _said("rung." + (int)rung) is not null).ToHashSet();
        return ticked.SetEquals(_before.Rungs) ? _before.Rungs : [.. ticked];
    }

    private int? Whole(string name) => Read<int>(name, text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null, "Must be a whole number.");

    private decimal? Number(string name) => Read<decimal>(
        name, text => decimal.TryParse(text.Replace(',', '.'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null, "Must be a number, such as 12.5.");

    private Money? Amount(string name) => Read<Money>(name, text => TypedAmount.TryRead(text, out var amount) ? amount : null, "Must be an amount, such as 100.00 or 1000.00; 1.000 may mean either.");

    private TEnum Word<TEnum>(string name) where TEnum : struct, Enum
    {
        var value = Read<int>(name, text => int.TryParse(text, CultureInfo.InvariantCulture, out var number) && Enum.IsDefined((TEnum)(object)number) ? number : null, "Must be one of the list.");
        return value is { } number ? (TEnum)(object)number : default;
    }

    /// <summary>A local time is one without an offset: what has one would be taken for a time of this machine.</summary>
    private DateTime? Local(string name) => Read<DateTime>(
        name, text => DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Kind == DateTimeKind.Unspecified ? local : null, "Must be a day and a time, such as 2027-02-14T09:00.");

    private DateTimeOffset? Moment(string name, DateTimeOffset? before)
    {
        if (before is not null && _said(name) == LocalText(before, _calendar)) return before;
        return Local(name) is { } local ? _calendar.AtLocal(local) : null;
    }

    private TimeOnly? Time(string name, TimeOnly? before) => before is not null && _said(name) == TextOf(before) ? before
        : Read<TimeOnly>(name, text => TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null, "Must be a time, such as 22:00.");

    private DateOnly? Day(string name, string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        _faults.Add(new(name, $"'{text}' must be a day, such as 2027-12-24."));
        return null;
    }

    private T? Read<T>(string name, Func<string, T?> read, string wrong) where T : struct
    {
        if (_said(name) is not { } text) return null;
        var value = read(text);
        if (value is null) _faults.Add(new(name, wrong));
        return value;
    }
}
