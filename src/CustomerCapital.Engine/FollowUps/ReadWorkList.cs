using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Engine.FollowUps;

/// <summary>Follow-ups that are not done, of all customers, the earliest due first: those that are overdue, and those to come.</summary>
/// <remarks>
/// A page costs what it holds, however many there are. A follow-up that is done while the page is read, or is of a customer whose row cannot be read, is left out: a page
/// can have fewer than its limit though others follow.
/// </remarks>
/// <param name="After"><see cref="WorkList.Next"/> of the page before; null for the first page.</param>
/// <param name="Limit">At most so many, 1 to <see cref="FindCustomers.PageLimit"/>.</param>
/// <param name="Through">Those that are due by the end of that day in the program's time zone; null for all.</param>
/// <param name="Kind">Those of a kind; null for all. They lie among others: one page looks through <see cref="MostLookedThrough"/> at most.</param>
/// <param name="Assignee">Those that are assigned to a member of staff, and with an empty text those that are nobody's; null for all. As of <paramref name="Kind"/>.</param>
public sealed record ReadWorkList(FollowUpPlace? After, int Limit, DateOnly? Through = null, FollowUpKind? Kind = null, string? Assignee = null) : Question<WorkList>
{
    /// <summary>So many follow-ups are looked through for one page of those of a kind or of somebody.</summary>
    public const int MostLookedThrough = 5 * FindCustomers.PageLimit;

    public override async Task<WorkList> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Limit, FindCustomers.PageLimit);
        var through = Decider.Microseconds(Through is not { } day || day == DateOnly.MaxValue
            ? DateTimeOffset.MaxValue : engine.Policy.Program.Calendar.StartOf(day.AddDays(1)).AddMicroseconds(-1));
        var (step, now) = (Kind is null && Assignee is null ? Limit : FindCustomers.PageLimit, engine.Time.GetUtcNow());
        var (found, after, looked) = (new List<PlannedFollowUp>(), After, 0);
        while (true)
        {
            var read = await engine.Lists.ReadFollowUpsAsync(through, after, step + 1, cancellation);
            var page = read.Take(step).ToList();
            var states = await RecalledStates.OfAsync(engine.Lists, page.Select(place => place.CustomerId));
            for (var at = 0; at < page.Count; at++)
            {
                if (Planned(states, page[at], now) is not { } planned) continue;
                found.Add(planned);
                if (found.Count == Limit) return new(found, at < read.Count - 1 ? page[at] : null);
            }

            if (read.Count <= step) return new(found, null);
            (after, looked) = (page[^1], looked + page.Count);
            if (step == Limit || looked >= MostLookedThrough) return new(found, after);
        }
    }

    private PlannedFollowUp? Planned(IReadOnlyDictionary<string, ActorState> states, FollowUpPlace place, DateTimeOffset now) =>
        states.GetValueOrDefault(place.CustomerId) is { } state && state.OpenFollowUps.Find(open => open.FollowUpId == place.FollowUpId) is { } open
        && (Kind is null || open.Kind == Kind) && (Assignee is null || Assignee == (open.Assignee ?? ""))
            ? new(place.CustomerId, state.Profile.Name, open.FollowUpId, open.Kind, open.DueAt, open.Note, open.PurchaseId, open.DueAt < now, open.Assignee)
            : null;
}

/// <summary>A page of the work list.</summary>
/// <param name="FollowUps">The earliest due first.</param>
/// <param name="Next">Where the next page goes on; null on the last page.</param>
public sealed record WorkList(IReadOnlyList<PlannedFollowUp> FollowUps, FollowUpPlace? Next);

/// <summary>A follow-up that is not done, with whom it is of.</summary>
/// <param name="CustomerId">The customer's id.</param>
/// <param name="Name">The customer's name. Null if it is not known.</param>
/// <param name="FollowUpId">The follow-up's id.</param>
/// <param name="Kind">How the person is followed up.</param>
/// <param name="DueAt">When the follow-up is due.</param>
/// <param name="Note">What it is about. Null if that was not said.</param>
/// <param name="PurchaseId">The purchase it is about. Null for none.</param>
/// <param name="Overdue">Whether it was due before now.</param>
/// <param name="Assignee">The member of staff to whom it is assigned. Null for nobody.</param>
public sealed record PlannedFollowUp(
    string CustomerId, string? Name, string FollowUpId, FollowUpKind Kind, DateTimeOffset DueAt, string? Note, string? PurchaseId, bool Overdue, string? Assignee = null);
