using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Domain.Tests.Golden;

/// <summary>Examples of the audit log.</summary>
internal static class AuditExamples
{
    private static AuditRecord Record => new("key:till-1", "putPolicy")
    {
        Target = "/v1/policy", Person = new("eve", "27b02ad7bd0c9b4d6d9a9bd8d0bb9ff9fbe32b5d0c4c8e2b97bcf1a7c1e9a0d3") { PersonSalt = "00112233445566778899aabbccddeeff" }, Address = "203.0.113.7", Status = 200, RequestId = "r-1", Count = 2, MoreChanges = 3, Changes = [new("marginRate", "0.5", "0.4"), new("title", null, "\"News\"")],
    };

    public static IReadOnlyList<ActorEvent> Events => [new Audited("a-1", Record, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")];

    /// <summary>The state to which a history leads that touches every field of it.</summary>
    public static ActorState State => new CustomerScenario(new ProgramPolicy { Currency = "EUR" }, AuditChain.Actor).Given([.. Commands(CustomerScenario.Start)]).State;

    public static IReadOnlyList<ActorCommand> Commands(DateTimeOffset at) => [new RecordAudit { OccurredAt = at, RecordId = "a-1", Record = Record }];
}
