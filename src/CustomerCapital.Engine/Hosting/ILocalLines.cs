using CustomerCapital.Domain.Actors;

namespace CustomerCapital.Engine.Hosting;

/// <summary>The lines before the actors that are in this process. Thread-safe.</summary>
internal interface ILocalLines
{
    /// <summary>Calls an actor in its line, where the actor is in this process.</summary>
    /// <param name="actor">Which.</param>
    /// <param name="comesHere">Whether it is known to be in this process, or to come to it, so that it is called where it is not in memory yet.</param>
    /// <param name="call">Queues something; null where the line has been retired. Called again then with another line.</param>
    /// <returns>Completes when that was done: true; false where the actor is elsewhere, or is leaving, and nothing was done.</returns>
    Task<bool> TryCallAsync(ActorId actor, bool comesHere, Func<CustomerSlot, Task?> call);
}
