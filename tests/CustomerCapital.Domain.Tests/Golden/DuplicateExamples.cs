using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Duplicates;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Tests.Golden;

/// <summary>Examples of what is decided of likely duplicates.</summary>
internal static class DuplicateExamples
{
    private static readonly string[] Customers = ["Ada", "ada"];

    public static IReadOnlyList<ActorEvent> Events => [new DuplicatesDecided(Customers, DuplicateVerdict.NotTheSame) { By = "maria", Reason = "Mother and daughter." }];

    /// <summary>The state to which a history leads that touches every field of it.</summary>
    public static ActorState State =>
        new CustomerScenario(new ProgramPolicy { Currency = "EUR" }, DuplicateGroup.ActorOf(DuplicateGroup.IdOf(Customers))).Given([.. Commands(CustomerScenario.Start)]).State;

    public static IReadOnlyList<ActorCommand> Commands(DateTimeOffset at) =>
        [new DecideDuplicates { OccurredAt = at, CustomerIds = Customers, Verdict = DuplicateVerdict.NotTheSame, By = "maria", Reason = "Mother and daughter." }];
}
