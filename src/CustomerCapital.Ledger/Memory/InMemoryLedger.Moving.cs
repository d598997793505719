using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Merges;
using CustomerCapital.Ledger.Appending;

namespace CustomerCapital.Ledger.Memory;

/// <summary>What is looked at before anything is written, and how histories are put away.</summary>
public sealed partial class InMemoryLedger
{
    /// <summary>Why an append cannot be committed by what its actors are; null where it can. An id that one of its members gives up can be another's after that one.</summary>
    private AppendResult? Fault(List<Append> members)
    {
        var givenUp = new HashSet<ActorId>();
        foreach (var member in members)
        {
            var kept = givenUp.Contains(member.Actor) ? null : _actors.GetValueOrDefault(member.Actor);
            if ((kept?.Version ?? 0) != member.ExpectedVersion || (kept is null && LeadsElsewhere(member.Actor, givenUp))) return AppendResult.VersionConflict;
            if (IsTaken(member, kept)) return AppendResult.NaturalIdTaken;
            if (member.MovedTo is not { } to) continue;
            if (_actors.ContainsKey(to) && !givenUp.Contains(to)) throw new InvalidOperationException($"{to} is there already.");
            givenUp.Add(member.Actor);
        }

        return null;
    }

    /// <summary>Whether an id leads to another customer, so that nobody is made of it.</summary>
    private bool LeadsElsewhere(ActorId id, HashSet<ActorId> givenUp) =>
        id.Kind == ActorKind.Customer && Alias.ActorOf(id.Key) is var alias && _actors.ContainsKey(alias) && !givenUp.Contains(alias);

    /// <summary>Puts an actor under another id, in the history and in the feed.</summary>
    private void Move(MemoryActor actor, ActorId from, ActorId to)
    {
        for (var at = 0; at < actor.Entries.Count; at++) actor.Entries[at] = actor.Entries[at] with { Columns = actor.Entries[at].Columns with { Actor = to } };
        for (var at = 0; at < _feed.Count; at++)
            if (_feed[at].Actor == from) _feed[at] = (to, actor.Entries[actor.PlaceOf(_feed[at].Entry.Columns.Sequence)]);
        if (!_actors.Remove(from)) throw new InvalidOperationException($"{from} is not there.");
        _actors.Add(to, actor);
    }
}
