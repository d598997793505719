using System.Collections.Concurrent;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Engine.Deliveries;

namespace CustomerCapital.Engine.Tests.Deliveries;

/// <summary>A destination that answers as a test says, and writes down what it was offered.</summary>
/// <param name="answer">What becomes of an attempt.</param>
public sealed class ScriptedDestination(Func<Entry, int, DeliveryResult> answer) : IDestination
{
    private readonly ConcurrentQueue<(EntryId Entry, int Attempt)> _offered = new();
    private readonly ConcurrentQueue<EntryId> _taken = new();

    /// <summary>Every attempt.</summary>
    public IReadOnlyList<(EntryId Entry, int Attempt)> Offered => [.. _offered];

    /// <summary>What was taken, each time.</summary>
    public IReadOnlyList<EntryId> Taken => [.. _taken];

    /// <summary>What was given up, each time.</summary>
    public List<(EntryId Entry, string Reason)> GivenUp { get; } = [];

    public Func<Entry, int, DeliveryResult> Answer { get; set; } = answer;

    public bool Wants(Entry entry) => entry.Actor.Kind == ActorKind.Customer;

    public Task<DeliveryResult> DeliverAsync(Entry entry, int attempt, CancellationToken cancellation)
    {
        _offered.Enqueue((EntryId.Of(entry), attempt));
        var result = Answer(entry, attempt);
        if (result.Status == DeliveryStatus.Taken) _taken.Enqueue(EntryId.Of(entry));
        return Task.FromResult(result);
    }

    public Task GiveUpAsync(EntryId entry, string reason)
    {
        GivenUp.Add((entry, reason));
        return Task.CompletedTask;
    }

    /// <summary>Fails unless each history was taken whole, in its order, where what came again after a crash is passed over.</summary>
    public void AssertWhole(IEnumerable<Entry> entries)
    {
        foreach (var actor in entries.GroupBy(entry => entry.Actor))
            Assert.Equal(actor.Select(EntryId.Of), Taken.Where(taken => taken.Actor == actor.Key).Distinct());
    }
}
