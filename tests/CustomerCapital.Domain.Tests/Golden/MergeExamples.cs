using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Merges;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Tests.Golden;

/// <summary>Examples of customers who are one person.</summary>
internal static class MergeExamples
{
    public static IReadOnlyList<ActorEvent> Events =>
    [
        new CustomersMerged("merge-1", "guest-7", 0, 1) { TakenTwice = ["purchase:order-7"], By = "maria", Reason = "She ordered as a guest." },
        new AliasMade("merge-1", "ada") { By = "maria", Reason = "She ordered as a guest." },
        new AliasEnded("merge-1") { By = "otto", Reason = "They are sisters." },
    ];

    /// <summary>The state of an alias to which a history leads that touches every field of it.</summary>
    public static ActorState AliasState => Events.Skip(1).Index().Aggregate(
        ActorState.New(Alias.ActorOf("guest-7")), (state, next) => Decider.Evolve(state, new Entry(state.Id, next.Index + 1, CustomerScenario.Start, CustomerScenario.Start, next.Item), new ProgramCalendar("UTC")));

    public static IReadOnlyList<ActorCommand> Commands(DateTimeOffset at) =>
    [
        new MergeCustomer { OccurredAt = at, MergeId = "merge-1", CustomerId = "guest-7", By = "maria", Reason = "She ordered as a guest." },
        new UndoMerge { OccurredAt = at, MergeId = "merge-1", CustomerId = "guest-7", By = "otto", Reason = "They are sisters.", SinceStays = true },
        new ReadAnew { OccurredAt = at },
    ];
}
