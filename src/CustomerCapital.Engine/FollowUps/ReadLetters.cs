using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Templates;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.FollowUps;

/// <summary>Letters that are due, as they are printed: the follow-ups of a page of the work list, each with the text of a template in the customer's language.</summary>
/// <remarks>Nothing is recorded. Who has not consented to letters for the template's purpose gets none: the letter is listed without its text, and says why.</remarks>
/// <param name="Template">The name of a template of letters.</param>
/// <param name="After">As of <see cref="ReadWorkList"/>.</param>
/// <param name="Limit">At most so many, 1 to <see cref="MostInBatch"/>.</param>
/// <param name="Through">As of <see cref="ReadWorkList"/>.</param>
/// <param name="Assignee">As of <see cref="ReadWorkList"/>.</param>
public sealed record ReadLetters(string Template, FollowUpPlace? After, int Limit, DateOnly? Through = null, string? Assignee = null) : Question<LetterBatch>
{
    /// <summary>Most letters that are printed at once.</summary>
    public const int MostInBatch = 200;

    public override async Task<LetterBatch> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Limit, MostInBatch);
        if ((await KeptTemplates.ReadAsync(engine.Ledger, cancellation)).Saved.Find(Template, ContactChannel.Post) is not { } saved) return new([], null, IsTemplateMissing: true);
        var list = await new ReadWorkList(After, Limit, Through, FollowUpKind.Letter, Assignee).AnswerAsync(engine, cancellation);
        var states = await RecalledStates.OfAsync(engine.Lists, list.FollowUps.Select(due => due.CustomerId));
        var today = engine.Policy.Program.Calendar.DayOf(engine.Time.GetUtcNow());
        return new([.. list.FollowUps.Select(due => LetterOf(due, states.GetValueOrDefault(due.CustomerId))).OfType<Letter>()], list.Next);

        Letter? LetterOf(PlannedFollowUp due, ActorState? state)
        {
            if (state?.OpenFollowUps.Find(open => open.FollowUpId == due.FollowUpId) is not { } open) return null;
            if (!state.HasConsentTo(ContactChannel.Post, saved.Template.Purpose)) return new(due, null, null, null, MessageRefusalCode, null);
            try
            {
                var content = LiquidTemplates.Render(saved.Template.For(state.Profile.Language), LetterValues.Of(state, open, today, engine.Policy.Program.Calendar.DayOf(open.DueAt)));
                return new(due, content.Language, content.Subject, content.Text, null, null) { PostalAddress = state.Profile.PostalAddress?.Trim() is { Length: > 0 } address ? address : null };
            }
            catch (TemplateFailedException failed)
            {
                return new(due, null, null, null, "template_fails", failed.Message);
            }
        }
    }

    private const string MessageRefusalCode = "consent_missing";
}

/// <summary>Letters that are printed at once.</summary>
/// <param name="Letters">The earliest due first.</param>
/// <param name="Next">Where the next batch goes on; null for the last one.</param>
/// <param name="IsTemplateMissing">Whether there is no such template of letters.</param>
public sealed record LetterBatch(IReadOnlyList<Letter> Letters, FollowUpPlace? Next, bool IsTemplateMissing = false);

/// <summary>A letter that is due.</summary>
/// <param name="FollowUp">The follow-up.</param>
/// <param name="Language">Its language. Null where it is not printed.</param>
/// <param name="Subject">Its subject. Null where it is not printed.</param>
/// <param name="Text">Its text, plain, with line breaks. Null where it is not printed.</param>
/// <param name="Withheld">
/// Why it is not printed: <c>consent_missing</c> where the customer has not consented to letters for the template's
/// purpose, <c>template_fails</c> where the template cannot be filled in. Null where it is printed.
/// </param>
/// <param name="Failure">What the template lacks. Null where it is printed, or may not be.</param>
public sealed record Letter(PlannedFollowUp FollowUp, string? Language, string? Subject, string? Text, string? Withheld, string? Failure)
{
    /// <summary>
    /// The customer's postal address, below the name on the envelope, with line breaks. Null where none is known or the
    /// letter is not printed.
    /// </summary>
    public string? PostalAddress { get; init; }
}
