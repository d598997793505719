using CustomerCapital.Domain.Actors;
using CustomerCapital.Ledger.Appending;
using CustomerCapital.Ledger.Outbox;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Ledger.Memory;

/// <summary>What erasing needs.</summary>
public sealed partial class InMemoryLedger
{
    public override Task<NamingPage> FindNamingAsync(IReadOnlyList<string> texts, long after, int limit, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            var found = _actors.Where(row => row.Value.Place > after && row.Value.Entries.Exists(Names)).OrderBy(row => row.Value.Place).Take(limit).ToList();
            return Task.FromResult(new NamingPage([.. found.Select(row => row.Key)], found.Count < limit ? null : found[^1].Value.Place));
        }

        bool Names(MemoryEntry kept)
        {
            var body = System.Text.Encoding.UTF8.GetString(kept.Utf8);
            return texts.Any(text => body.Contains(text, StringComparison.Ordinal) || Holds(kept.Columns.NaturalId, text) || Holds(kept.Columns.ConcernsId, text));
        }

        static bool Holds(string? id, string text) => id?.Contains(text, StringComparison.Ordinal) ?? false;
    }

    public override Task<IReadOnlyList<Entry>> ReadNamingAsync(ActorId actor, string text, long afterSequence, int limit, CancellationToken cancellation = default)
    {
        var wanted = System.Text.Encoding.UTF8.GetBytes(text);
        lock (_lock)
            return Task.FromResult<IReadOnlyList<Entry>>(Page(actor, EntriesOf(actor).Where(kept => kept.Columns.Sequence > afterSequence && kept.Utf8.AsSpan().IndexOf(wanted) >= 0), limit));
    }

    public override Task ReaddressAsync(IReadOnlyCollection<OutgoingMessage> messages, IReadOnlyCollection<DeadLetter> letters, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            LeastVersion.Check(_leastVersion);
            foreach (var message in messages)
                if (_messages.TryGetValue(message.MessageId, out var kept)) _messages[message.MessageId] = kept with { To = message.To, Body = message.Body };
            foreach (var letter in letters)
            {
                if (_deadLetters.TryGetValue(letter.Message.MessageId, out var kept))
                    _deadLetters[kept.Message.MessageId] = kept with { Reason = letter.Reason, Message = kept.Message with { To = letter.Message.To, Body = letter.Message.Body } };
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    /// <remarks>There are no files.</remarks>
    public override Task ScrubAsync(CancellationToken cancellation = default) => Task.CompletedTask;

    /// <summary>Writes entries anew and gives the actor another id, in the history and in the feed.</summary>
    private void Rewrite(MemoryActor actor, Append append)
    {
        var (from, to) = (append.Actor, append.RenamedTo ?? append.Actor);
        for (var at = 0; at < append.Rewritten.Count; at++)
        {
            var (entry, place) = (append.Rewritten[at], actor.PlaceOf(append.Rewritten[at].Sequence));
            actor.Entries[place] = new(actor.Entries[place].Columns with { NaturalId = entry.NaturalId, ConcernsId = entry.ConcernsId, ContentHash = entry.ContentHash }, append.RewrittenUtf8[at]);
        }

        actor.NaturalIds.Clear();
        actor.NaturalIds.UnionWith(actor.Entries.Select(entry => entry.Columns.NaturalId).OfType<string>());
        Move(actor, from, to);
    }
}
