using System.Text.Json.Serialization;

namespace CustomerCapital.Domain.Program;

/// <summary>How long the program keeps what is about persons. Without a number of months nothing is erased by itself.</summary>
/// <param name="EraseAfterMonths">
/// After how many months without any purchase or other activity a customer is erased, 1 to 1,200. If left out, nobody is
/// erased by the policy.
/// </param>
/// <param name="TextsAfterMonths">
/// After how many months comments, notes and what messages were filled with are removed, 1 to 1,200. If left out, texts
/// stay.
/// </param>
/// <param name="ErasesHolders">
/// Whether also customers are erased who hold something in a wallet, or a voucher that can still be used.
/// </param>
public sealed record RetentionRule(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? EraseAfterMonths = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? TextsAfterMonths = null, bool ErasesHolders = false) : Kept
{
    /// <summary>Most months.</summary>
    public const int MostMonths = 1_200;

    /// <summary>The moment since when somebody must have been active, so as not to be erased now; null where nobody is.</summary>
    public DateTimeOffset? ActiveSince(DateTimeOffset now) => EraseAfterMonths is { } months ? now.ToUniversalTime().AddMonths(-months) : null;

    /// <summary>The moment before which texts are removed: it moves with the months of the program's calendar. Null where they stay.</summary>
    public DateTimeOffset? TextsBefore(DateTimeOffset now, ProgramCalendar calendar) =>
        TextsAfterMonths is { } months && calendar.DayOf(now) is var today ? calendar.StartOf(new DateOnly(today.Year, today.Month, 1).AddMonths(-months)).ToUniversalTime() : null;

    /// <summary>Every rule that it breaks.</summary>
    public IEnumerable<FieldFault> Faults(string field)
    {
        if (EraseAfterMonths is < 1 or > MostMonths) yield return new($"{field}.eraseAfterMonths", "Must be 1 to 1,200 months.");
        if (TextsAfterMonths is < 1 or > MostMonths) yield return new($"{field}.textsAfterMonths", "Must be 1 to 1,200 months.");
    }
}
