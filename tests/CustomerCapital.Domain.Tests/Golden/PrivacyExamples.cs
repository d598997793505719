using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Privacy;

namespace CustomerCapital.Domain.Tests.Golden;

/// <summary>Examples of erasure.</summary>
internal static class PrivacyExamples
{
    public static IReadOnlyList<ActorEvent> Events => [new PersonErased("request-1"), new PersonForgotten("request-2"), new TextsRemoved(CustomerScenario.Start)];

    /// <summary>Of somebody else than the example's customer, who is to stay known.</summary>
    public static IReadOnlyList<ActorCommand> Commands(DateTimeOffset at) =>
        [new ForgetPerson { OccurredAt = at, ErasureId = "request-2", CustomerId = "eve", ErasedId = "erased-00112233445566778899aabbccddeeff", Others = ["eve@example.org"], ExpectedVersion = 7, Whole = true }, new RemoveTexts { OccurredAt = at, Before = at.AddMonths(-24) }];
}
