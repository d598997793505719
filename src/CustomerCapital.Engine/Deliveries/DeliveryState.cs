using System.Text.Json;
using System.Text.Json.Serialization;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Deliveries;

/// <summary>How far a delivery has come, as the ledger's control state keeps it.</summary>
/// <param name="Since">What was recorded earlier is not delivered.</param>
/// <param name="Place">The place in the feed up to which every entry is taken, given up or waiting; none before it was looked up.</param>
public sealed record DeliveryState(DateTimeOffset Since, IReadOnlyList<long> Place)
{
    /// <summary>So many of the latest attempts that failed are kept.</summary>
    public const int RecentFailures = 40;

    /// <summary>So many of the latest attempts that did not fail are kept.</summary>
    public const int RecentTaken = 10;

    /// <summary>What waits to be tried again, with what is behind it of the same actors, in order.</summary>
    public IReadOnlyList<WaitingDelivery> Waiting { get; init; } = [];

    /// <summary>How often the destination was replayed to; a delivery with a higher number than it has come to begins anew.</summary>
    public int Replay { get; init; }

    /// <summary>Up to where what was given up was taken up again, by whoever keeps it.</summary>
    public long TakenUpThrough { get; init; }

    /// <summary>Entries that were taken.</summary>
    public long Taken { get; init; }

    /// <summary>Attempts that failed.</summary>
    public long Failed { get; init; }

    /// <summary>Entries that were given up.</summary>
    public long GivenUp { get; init; }

    /// <summary>When the last entry that was passed was recorded. Null before the first.</summary>
    public DateTimeOffset? RecordedThrough { get; init; }

    /// <summary>Attempts that have failed since the last entry that was taken.</summary>
    public int FailedInARow { get; init; }

    /// <summary>Since when every attempt has failed. Null where the last one did not.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>So often in a row the destination was left alone.</summary>
    public int Pauses { get; init; }

    /// <summary>Until when the destination is left alone. Null where it is not.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>The latest attempts, the newest last.</summary>
    public IReadOnlyList<RecentAttempt> Recent { get; init; } = [];

    /// <summary>Reads the state of a delivery, and its version; null where there is none yet.</summary>
    public static async Task<(DeliveryState State, long Version)?> ReadAsync(ILedger ledger, string name, CancellationToken cancellation) =>
        await ledger.ReadControlAsync(NameOf(name), cancellation) is { } kept ? (JsonSerializer.Deserialize(kept.Json, DeliveryJson.Default.DeliveryState)!, kept.Version) : null;

    /// <summary>Writes it in place of the one of a version.</summary>
    /// <exception cref="VersionConflictException">Another process delivers too.</exception>
    public Task WriteAsync(ILedger ledger, string name, long expectedVersion, CancellationToken cancellation) =>
        ledger.WriteControlAsync(NameOf(name), JsonSerializer.Serialize(this, DeliveryJson.Default.DeliveryState), expectedVersion, cancellation);

    private static string NameOf(string name) => "delivery:" + name;
}

/// <summary>An entry that waits to be tried again, or for one before it.</summary>
/// <param name="Entry">Which.</param>
/// <param name="Tries">So often it was tried.</param>
/// <param name="TryAt">Not before then.</param>
/// <param name="Reason">Why the last attempt failed. Null where there was none.</param>
public sealed record WaitingDelivery(EntryId Entry, int Tries, DateTimeOffset TryAt, string? Reason);

/// <summary>An attempt to deliver.</summary>
/// <param name="At">When.</param>
/// <param name="Entry">What.</param>
/// <param name="Type">The name of its event.</param>
/// <param name="Attempt">Which attempt, from 1.</param>
/// <param name="Milliseconds">How long it lasted.</param>
/// <param name="Failure">Why it failed. Null where it was taken.</param>
public sealed record RecentAttempt(DateTimeOffset At, EntryId Entry, string Type, int Attempt, long Milliseconds, string? Failure);

[JsonSerializable(typeof(DeliveryState))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class DeliveryJson : JsonSerializerContext;
