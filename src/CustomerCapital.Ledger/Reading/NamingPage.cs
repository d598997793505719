using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Ledger.Reading;

/// <summary>Actors whose entries hold some texts.</summary>
/// <param name="Actors">Each once.</param>
/// <param name="Next">Where the next page begins; null where there is none.</param>
public sealed record NamingPage(IReadOnlyList<ActorId> Actors, long? Next);
