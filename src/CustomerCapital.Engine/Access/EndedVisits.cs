using System.Text.Json.Serialization;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Access;

/// <summary>A visit of the console: what lies between signing in and signing out.</summary>
/// <param name="VisitId">Random, so that nobody can end the visit of another.</param>
/// <param name="BegunAt">When somebody signed in, by the clock of the gateway.</param>
public readonly record struct Visit(string VisitId, DateTimeOffset BegunAt)
{
    /// <summary>Longest id.</summary>
    public const int IdLimit = 64;
}

/// <summary>A visit that was ended, and until when that is remembered.</summary>
/// <param name="VisitId">Its id.</param>
/// <param name="BegunAt">When it was begun.</param>
/// <param name="Until">From then on no cookie of it is taken anyway.</param>
public sealed record EndedVisit(string VisitId, DateTimeOffset BegunAt, DateTimeOffset Until);

/// <summary>The visits that were ended by signing out, as the ledger's control state holds them. An export does not have them.</summary>
/// <param name="Visits">Those whose cookies could still be shown, the latest last.</param>
public sealed record EndedVisits(IReadOnlyList<EndedVisit> Visits)
{
    /// <summary>So many are remembered one by one. Of more, the earliest are remembered together, by <see cref="BegunBy"/>.</summary>
    public const int Most = 2_000;

    private static readonly ControlValue<EndedVisits> Value = new("ended-visits", "The visits that were ended", EndedVisitsJson.Default.EndedVisits, () => new([]));

    /// <summary>No visit is taken that was begun at this moment or before. Null where that holds of none.</summary>
    public DateTimeOffset? BegunBy { get; init; }

    /// <summary>Reads them from the ledger itself.</summary>
    /// <exception cref="EngineUnavailableException">A newer version of the program has kept what this one does not know.</exception>
    public static Task<(EndedVisits Kept, long Version)> ReadAsync(ILedger ledger, CancellationToken cancellation = default) => Value.ReadAsync(ledger, cancellation);

    /// <inheritdoc cref="ControlValue{T}.ChangeAsync"/>
    public static Task<EndedVisits> ChangeAsync(ILedger ledger, Func<EndedVisits, EndedVisits?> change, CancellationToken cancellation = default) => Value.ChangeAsync(ledger, change, cancellation);

    /// <summary>The same with a visit ended. Never forgets one whose cookie could still be shown: where there is no room, visits that nobody has ended are ended too.</summary>
    /// <param name="ended">The visit.</param>
    /// <param name="now">Those that are over by now are forgotten.</param>
    /// <param name="most">So many are remembered one by one.</param>
    public EndedVisits With(EndedVisit ended, DateTimeOffset now, int most = Most)
    {
        List<EndedVisit> visits = [.. Visits.Where(visit => visit.Until > now && visit.VisitId != ended.VisitId), ended];
        if (visits.Count <= most) return this with { Visits = visits };
        var leaving = visits.OrderBy(visit => visit.BegunAt).Take(visits.Count - (most / 2)).ToHashSet();
        var latest = leaving.Max(visit => visit.BegunAt);
        return new([.. visits.Where(visit => !leaving.Contains(visit))]) { BegunBy = BegunBy > latest ? BegunBy : latest };
    }
}

/// <summary>The visits that were ended, where they have changed.</summary>
/// <param name="KnownVersion">The version that the asker has; 0 for none.</param>
public sealed record ReadEndedVisits(long KnownVersion = 0) : Question<EndedVisitsRead>
{
    public override async Task<EndedVisitsRead> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        var (kept, version) = await EndedVisits.ReadAsync(engine.Ledger, cancellation);
        return new(version, version == KnownVersion && version > 0 ? null : kept);
    }
}

/// <summary>The visits that were ended, at a moment.</summary>
/// <param name="Version">Grows with each change; 0 where none ever was.</param>
/// <param name="Kept">The visits; null where they are those of the version that the asker has.</param>
public sealed record EndedVisitsRead(long Version, EndedVisits? Kept);

/// <summary>Ends a visit. It is answered once no process takes a cookie of it any more: see <see cref="VisitRing"/>.</summary>
/// <param name="VisitId">Its id, at most <see cref="Visit.IdLimit"/> characters.</param>
/// <param name="BegunAt">When it was begun.</param>
/// <param name="Lasts">How long a cookie of it can be shown from now on; a day at most.</param>
public sealed record EndVisit(string VisitId, DateTimeOffset BegunAt, TimeSpan Lasts) : Question<bool>
{
    private static readonly TimeSpan Most = TimeSpan.FromDays(1);

    /// <returns>True: the visit has ended.</returns>
    public override async Task<bool> AnswerAsync(EngineParts engine, CancellationToken cancellation = default)
    {
        if (VisitId is not { Length: > 0 and <= Visit.IdLimit }) throw new ArgumentException($"A visit's id has 1 to {Visit.IdLimit} characters.");
        var lasts = Lasts < Most ? Lasts : Most;
        await EndedVisits.ChangeAsync(
            engine.Ledger, kept =>
            {
                var now = engine.MachineTime.GetUtcNow();
                return kept.Visits.Any(visit => visit.VisitId == VisitId) ? null : kept.With(new(VisitId, BegunAt, now + lasts), now);
            }, cancellation);
        await Task.Delay(KeyRing.Lease + KeyRing.Allowance, engine.MachineTime, cancellation);
        return true;
    }
}

/// <summary>The visits that were ended, as a process that is asked knows them: never older than <see cref="KeyRing.Lease"/>, as its keys are.</summary>
/// <param name="read">Reads them from the ledger itself.</param>
/// <param name="time">The machine's clock.</param>
public sealed class VisitRing(Func<long, Task<EndedVisitsRead>> read, TimeProvider time)
{
    private readonly Leased<Held> _ended = new(
        async before =>
        {
            var answer = await read(before.Version);
            return answer.Kept is { } kept ? new(answer.Version, kept.Visits.Select(visit => visit.VisitId).ToHashSet(StringComparer.Ordinal), kept.BegunBy) : before;
        },
        new(0, [], null), KeyRing.Lease, time);

    /// <summary>Whether a visit was ended, for a request that begins now.</summary>
    /// <exception cref="EngineUnavailableException">That cannot be read.</exception>
    public async ValueTask<bool> HasEndedAsync(Visit visit)
    {
        var ended = await _ended.GetAsync();
        return visit.BegunAt <= ended.BegunBy || ended.Ids.Contains(visit.VisitId);
    }

    private sealed record Held(long Version, HashSet<string> Ids, DateTimeOffset? BegunBy);
}

[JsonSerializable(typeof(EndedVisits))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class EndedVisitsJson : JsonSerializerContext;
