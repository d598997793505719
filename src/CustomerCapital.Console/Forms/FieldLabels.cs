using System.Text.Json;
using System.Text.RegularExpressions;
using CustomerCapital.ConsolePages.Language;
using CustomerCapital.Domain.Ladder;

namespace CustomerCapital.ConsolePages.Forms;

/// <summary>What the console calls a field that a fault names as the API does.</summary>
internal static partial class FieldLabels
{
    /// <summary>Keys of words, by the name of the API. A name that is not here may be a key itself: <c>field.</c> and the name.</summary>
    private static readonly Dictionary<string, string> Keys = new(StringComparer.Ordinal)
    {
        ["id"] = "editor.id", ["title"] = "campaigns.title", ["reward"] = "campaigns.reward", ["audience"] = "editor.audience", ["by"] = "campaign.by", ["reason"] = "campaign.reason",
        ["at"] = "editor.at", ["cron"] = "editor.cron", ["from"] = "editor.from", ["until"] = "editor.until", ["zone"] = "editor.zone",
        ["trigger.on"] = "editor.trigger", ["trigger.nth"] = "editor.nth", ["trigger.atLeast"] = "editor.atleast", ["trigger.withinMonths"] = "editor.withinmonths",
        ["trigger.rung"] = "ladder.rung", ["trigger.fromNps"] = "editor.fromnps", ["trigger.toNps"] = "editor.tonps", ["trigger.every"] = "editor.every",
        ["perCustomer.times"] = "editor.times", ["perCustomer.days"] = "editor.days", ["perCustomer"] = "editor.times",
        ["budget.grants"] = "editor.grants", ["budget.grantsPerDay"] = "editor.perday", ["budget.grantsPerRun"] = "editor.perrun",
        ["quietHours.from"] = "editor.quietfrom", ["quietHours.to"] = "editor.quietto", ["blackoutDays"] = "editor.blackout", ["perSecond"] = "editor.persecond",
        ["exclusive.group"] = "editor.group", ["exclusive.days"] = "editor.groupdays", ["exclusive.times"] = "editor.grouptimes", ["priority"] = "editor.priority",
        ["audienceTaken"] = "editor.taken", ["overlap"] = "editor.overlap", ["catchUpMinutes"] = "editor.catchup",
        ["holdoutPercent"] = "editor.holdout", ["measureDays"] = "editor.measure", ["rungs"] = "editor.rungs",
        ["marginRate"] = "program.margin", ["activityWindowMonths"] = "program.window", ["currency"] = "program.currency", ["campaignApproval"] = "program.approval",
        ["member"] = "Rung.Member", ["advocate"] = "Rung.Advocate", ["ravingFan"] = "Rung.RavingFan", ["lapse"] = "ladder.lapsed", ["postalAddress"] = "customer.address",
        ["schedule"] = "editor.when", ["trigger"] = "editor.when", ["nps"] = "feedback.nps", ["review"] = "feedback.review", ["comment"] = "feedback.comment", ["note"] = "followup.note", ["dueAt"] = "followup.due", ["assignee"] = "work.assignee",
        ["toCustomerId"] = "move.to", ["purchaseId"] = "move.purchase", ["typed"] = "erase.typed",
        ["prizes"] = "raffles.prizes", ["entriesUntil"] = "raffles.until", ["drawAt"] = "raffles.drawat", ["publicSource"] = "raffles.publicsource",
    };

    /// <summary>The label: of the whole name, else of as much of its end as has one, else of as much of its beginning. Null where the console has none.</summary>
    /// <param name="language">In which language.</param>
    /// <param name="field">As the fault names it, such as <c>budget.grants</c> or <c>rewards[0].name</c>.</param>
    public static string? Of(ConsoleLanguage language, string field)
    {
        var parts = Place().Replace(field, "").Split('.');
        for (var from = 0; from < parts.Length; from++)
            if (Find(language, string.Join('.', parts[from..])) is { } label) return label;
        for (var to = parts.Length - 1; to > 0; to--)
            if (Find(language, string.Join('.', parts[..to])) is { } label) return label;
        return null;
    }

    /// <summary>Whether the label says all that the name does.</summary>
    public static bool IsItself(ConsoleLanguage language, string field) => language.Find("field." + field) is not null;

    /// <summary>What the rungs are called that a sentence lists by the names of the API; null where it lists none.</summary>
    public static string? RungsIn(string message, Speech speech)
    {
        var names = Enum.GetValues<Rung>().ToDictionary(rung => JsonNamingPolicy.SnakeCaseLower.ConvertName(rung.ToString()));
        // Three of the names are words of every day: a list of rungs has others beside them.
        if (!message.Contains("in_target_market", StringComparison.Ordinal) && !message.Contains("raving_fan", StringComparison.Ordinal)) return null;
        return string.Join(", ", names.Where(name => message.Contains(name.Key, StringComparison.Ordinal)).Select(name => $"{name.Key}: {speech.Word(name.Value)}"));
    }

    private static string? Find(ConsoleLanguage language, string name) => Keys.TryGetValue(name, out var key) ? language[key] : language.Find("field." + name);

    /// <summary>The place of an item in a list.</summary>
    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Place();
}
