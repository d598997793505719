using System.Text.Json.Serialization;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.Privacy;

/// <summary>An erasure that is under way. It names the person until nothing else does.</summary>
/// <param name="ErasureId">Its id.</param>
/// <param name="CustomerId">The customer's id.</param>
/// <param name="ErasedId">The id that stands in its place.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Reason">Why.</param>
/// <param name="RequestedAt">When.</param>
public sealed record PendingErasure(string ErasureId, string CustomerId, string ErasedId, string By, string? Reason, DateTimeOffset RequestedAt)
{
    /// <summary>E-mail addresses, telephone numbers and names by which the person is known; what was read of the history up to <see cref="ReadVersion"/>.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>The version of the customer up to which the history was read. Null before it was.</summary>
    public long? ReadVersion { get; init; }

    /// <summary>Whether the policy's retention asked for it: the customer is erased only as long as the policy says so, and has not been active meanwhile.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ByRetention { get; init; }

    /// <summary>Ids of other customers whose histories are part of this one, and that are the person's too.</summary>
    public IReadOnlyList<string> MergedIds { get; init; } = [];

    /// <summary>Whether nothing names the person any more but the ids themselves, which lead to the erased person until the erasure is done: then they are free for somebody new.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsSwept { get; init; }

    /// <summary>What has to end first, as sentences.</summary>
    public IReadOnlyList<string> WaitsFor { get; init; } = [];
}

/// <summary>An erasure that is done. It does not name the person.</summary>
/// <param name="ErasureId">Its id.</param>
/// <param name="ErasedId">The id that stands in place of the customer's.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Reason">Why.</param>
/// <param name="RequestedAt">When.</param>
/// <param name="DoneAt">Since when nothing names the person any more.</param>
/// <param name="Histories">How many other histories named the person.</param>
public sealed record DoneErasure(string ErasureId, string ErasedId, string By, string? Reason, DateTimeOffset RequestedAt, DateTimeOffset DoneAt, long Histories)
{
    /// <summary>What still names the person, and is to be changed by hand.</summary>
    public IReadOnlyList<NamedIn> StillNamedIn { get; init; } = [];
}

/// <summary>The erasures as the ledger's control state holds them.</summary>
/// <param name="Pending">Those under way, in the order in which they were asked for.</param>
/// <param name="Done">The latest of those that are done, the oldest first.</param>
public sealed record KeptErasures(IReadOnlyList<PendingErasure> Pending, IReadOnlyList<DoneErasure> Done)
{
    private static readonly ControlValue<KeptErasures> Value = new(Name, "The erasures", KeptErasuresJson.Default.KeptErasures, () => new([], []));

    /// <summary>Name of the control state.</summary>
    public const string Name = "erasures";

    /// <summary>So many that are done are kept, by whose ids a repeat is known.</summary>
    public const int MostDone = 10_000;

    /// <summary>So many may be under way at once.</summary>
    public const int MostPending = 1_000;

    /// <summary>Reads them from the ledger itself.</summary>
    public static async Task<KeptErasures> ReadAsync(ILedger ledger, CancellationToken cancellation = default) => (await Value.ReadAsync(ledger, cancellation)).Kept;

    /// <summary>Whether a customer of an id is being erased.</summary>
    internal static async Task<bool> IsPendingAsync(ILedger ledger, string customerId) => (await ReadAsync(ledger)).Pending.Any(pending => pending.CustomerId == customerId);

    /// <summary>Changes them, whatever others change meanwhile.</summary>
    internal static Task<KeptErasures> ChangeAsync(ILedger ledger, Func<KeptErasures, KeptErasures?> change, CancellationToken cancellation) => Value.ChangeAsync(ledger, change, cancellation);

    /// <summary>With another state of one that is under way.</summary>
    internal KeptErasures With(PendingErasure changed) => this with { Pending = [.. Pending.Select(pending => pending.ErasureId == changed.ErasureId ? changed : pending)] };
}

[JsonSerializable(typeof(KeptErasures))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class KeptErasuresJson : JsonSerializerContext;
