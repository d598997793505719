using System.Globalization;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Engine.Mail;
using CustomerCapital.Engine.Templates;

namespace CustomerCapital.Engine.FollowUps;

/// <summary>What templates of letters put in of a customer and of a follow-up.</summary>
internal static class LetterValues
{
    /// <summary>The names that templates may ask for, of a customer of whom nothing is known.</summary>
    public static TemplateValues Names { get; } = Of(ActorState.New("nobody"), new("letter", FollowUpKind.Letter, DateTimeOffset.UnixEpoch, null, null), DateOnly.MinValue, DateOnly.MinValue);

    /// <summary>The values: <c>customer</c> and <c>letter</c>. What is not known is an empty text.</summary>
    /// <param name="state">Whom the letter is to.</param>
    /// <param name="open">The follow-up.</param>
    /// <param name="today">The day on which it is printed.</param>
    /// <param name="due">The day on which it is due.</param>
    public static TemplateValues Of(ActorState state, FollowUp open, DateOnly today, DateOnly due) => new(new Dictionary<string, IReadOnlyDictionary<string, string>>
    {
        ["customer"] = MessageValues.Of(state, null, MessageLinks.OfPreview).ByName["customer"],
        ["letter"] = new Dictionary<string, string>
        {
            ["id"] = open.FollowUpId, ["note"] = open.Note ?? "", ["purchase"] = open.PurchaseId ?? "", ["date"] = Day(today), ["due"] = Day(due),
        },
    });

    /// <summary>The same for staff who look at a template, of a letter that is due today.</summary>
    public static TemplateValues OfPreview(ActorState state, EngineParts engine)
    {
        var now = engine.Time.GetUtcNow();
        var today = engine.Policy.Program.Calendar.DayOf(now);
        return Of(state, new("preview", FollowUpKind.Letter, now, null, null), today, today);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
