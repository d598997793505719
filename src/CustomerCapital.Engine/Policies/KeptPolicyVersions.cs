using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Engine.Policies;

/// <summary>Versions of the policy, as the ledger's control state keeps those that were replaced. The one in force is kept with itself.</summary>
/// <remarks>
/// A change keeps the version that it replaces before it replaces it, and the policy is written with its own origin in one write. So whatever a crash leaves, the version in force
/// and every one before it that is not too old are kept. Two who change the policy at once keep the same version before they meet.
/// </remarks>
/// <param name="Versions">Oldest first.</param>
public sealed record KeptPolicyVersions(IReadOnlyList<KeptPolicyVersion> Versions)
{
    /// <summary>Versions that are kept at most, besides the one in force; the oldest leave.</summary>
    public const int Most = 100;

    /// <summary>Characters of JSON that they have together at most; the oldest leave. One is kept in any case.</summary>
    public const int SizeLimit = 1 << 20;

    /// <summary>None.</summary>
    public static readonly KeptPolicyVersions None = new([]);

    private static readonly ControlValue<KeptPolicyVersions> Value = new("policy-versions", "The versions of the policy", KeptPolicyVersionsJson.Default.KeptPolicyVersions, () => None);

    /// <summary>The policy as it was in a version, with its origin; null where that version is not kept.</summary>
    public ProgramPolicy? Find(int version) => Versions.FirstOrDefault(kept => kept.Version == version)?.Read();

    /// <summary>The versions, the latest first, with what each has changed of the one before it.</summary>
    public PolicyVersions Compare()
    {
        var views = new List<PolicyVersionView>();
        KeptPolicyVersion? before = null;
        foreach (var kept in Versions)
        {
            var changes = before is null ? [] : JsonChanges.Between(before.Rules(), kept.Rules());
            views.Insert(0, new(
                kept.Version, kept.Origin?.At, kept.Origin?.By, before?.Version, [.. changes.Take(AuditRecord.MostChanges)], Math.Max(0, changes.Count - AuditRecord.MostChanges)));
            before = kept;
        }

        return new(views);
    }

    /// <summary>Those before a version.</summary>
    internal KeptPolicyVersions Before(int version) => new([.. Versions.Where(kept => kept.Version < version)]);

    /// <summary>These with another, in the place of one of its number and of later ones.</summary>
    internal KeptPolicyVersions With(ProgramPolicy policy) => new([.. Before(policy.Version).Versions, KeptPolicyVersion.Of(policy)]);

    /// <summary>Refuses what an export cannot have written.</summary>
    internal void CheckReadable()
    {
        try
        {
            foreach (var kept in Versions)
                if (kept.Read().Version != kept.Version) throw new RestoreConflictException($"The export's version {kept.Version} of the policy says that it is another.");
        }
        catch (JsonException malformed)
        {
            throw new RestoreConflictException($"A version of the export's policy cannot be read: {malformed.Message}");
        }
    }

    internal static async Task<KeptPolicyVersions> ReadAsync(ILedger ledger, CancellationToken cancellation) => (await Value.ReadAsync(ledger, cancellation)).Kept;

    /// <summary>Keeps a version that is going to be replaced; where it is kept already, nothing is written.</summary>
    internal static Task KeepAsync(ILedger ledger, ProgramPolicy policy) =>
        Value.ChangeAsync(ledger, kept => kept.Versions.Any(other => other.Version == policy.Version) ? null : kept.With(policy).Bounded());

    /// <summary>Keeps others in the place of all.</summary>
    internal static Task ReplaceAsync(ILedger ledger, KeptPolicyVersions versions) =>
        Value.ChangeAsync(ledger, kept => kept.Versions.SequenceEqual(versions.Versions) ? null : versions.Bounded());

    private KeptPolicyVersions Bounded()
    {
        var (size, first) = (0, Versions.Count);
        while (first > 0 && Versions.Count - first < Most && (size += Versions[first - 1].Policy.Length) is var sum && (sum <= SizeLimit || first == Versions.Count)) first--;
        return first == 0 ? this : new([.. Versions.Skip(first)]);
    }
}

/// <summary>A version of the policy.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Policy">The rules as JSON, with what a newer version of the program has added to them.</param>
/// <param name="Origin">Since when it is in force, and who put it in force; null where nobody knows.</param>
public sealed record KeptPolicyVersion(int Version, string Policy, PolicyOrigin? Origin)
{
    internal static KeptPolicyVersion Of(ProgramPolicy policy) =>
        new(policy.Version, LedgerJson.Encode(policy with { TriggeredCampaigns = [], Clock = null, Origin = null }), policy.Origin);

    internal ProgramPolicy Read() => LedgerJson.DecodePolicy(Policy) with { Origin = Origin };

    /// <summary>The rules alone, to be compared.</summary>
    internal JsonNode? Rules()
    {
        var rules = JsonNode.Parse(Policy);
        (rules as JsonObject)?.Remove("version");
        return rules;
    }
}

/// <summary>The versions of the policy that are kept.</summary>
/// <param name="Versions">The latest first; the first is in force.</param>
public sealed record PolicyVersions(IReadOnlyList<PolicyVersionView> Versions);

/// <summary>A version of the policy, and what it has changed.</summary>
/// <param name="Version">Its number.</param>
/// <param name="At">Since when it is in force. Null if that is not known.</param>
/// <param name="By">Who put it in force, as the audit log names callers. Null if nobody did, or that is not known.</param>
/// <param name="Before">The version with which it is compared: the one before it, unless that is not kept. Null for the first that is kept.</param>
/// <param name="Changes">What differs from the version before, field by field, at most 100. Empty for the first that is kept.</param>
/// <param name="MoreChanges">How many differences there are beyond these.</param>
public sealed record PolicyVersionView(int Version, DateTimeOffset? At, string? By, int? Before, IReadOnlyList<AuditChange> Changes, int MoreChanges);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KeptPolicyVersions))]
internal sealed partial class KeptPolicyVersionsJson : JsonSerializerContext;
