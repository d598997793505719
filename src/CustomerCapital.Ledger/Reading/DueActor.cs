using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Ledger.Reading;

/// <summary>An actor that is to be looked at. The moment may have been put off since: then there is nothing to do yet, and the look says when there is.</summary>
/// <param name="Actor">Who.</param>
/// <param name="What">For what: the name of a capability.</param>
/// <param name="LookAt">Since when.</param>
/// <param name="Place">By which those of one moment are told apart.</param>
public sealed record DueActor(ActorId Actor, string What, DateTimeOffset LookAt, long Place);
