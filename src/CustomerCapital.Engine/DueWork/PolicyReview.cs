using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Ledger;
using CustomerCapital.Ledger.Encoding;

namespace CustomerCapital.Engine.DueWork;

/// <summary>How far the review of everyone after a change of policy has come.</summary>
/// <param name="Rules">The rules under which actors are reviewed.</param>
/// <param name="After">The last actor reviewed; null before the first.</param>
/// <param name="Done">Whether everyone has had their turn.</param>
internal sealed record PolicyReview(LadderRules Rules, ActorId? After, bool Done) : Kept
{
    private static readonly JsonSerializerOptions Options = new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NewerMembers.Keep } } };

    /// <summary>The latest version of the policy's control state that has these rules, as far as is known. Every version from the ledger's fence to it has them.</summary>
    public long PolicyVersion { get; init; }

    /// <summary>Those who could not be reviewed when it was their turn, and are tried again.</summary>
    public IReadOnlyList<ActorId> Left { get; init; } = [];

    /// <summary>Whether more could not be reviewed than are kept by name: everyone has another turn then, a while after the end.</summary>
    public bool Again { get; init; }

    /// <summary>Whether everyone has been reviewed.</summary>
    [JsonIgnore]
    public bool Complete => Done && Left.Count == 0 && !Again;

    /// <summary>Name of the control state that holds it.</summary>
    public const string Name = "policy-review";

    /// <summary>The review as it is kept. A new ledger needs none under the rules that its first version has.</summary>
    public static PolicyReview Of(ControlState? kept) =>
        kept is null ? new(LadderRules.Of(new()), null, Done: true) { PolicyVersion = 1 } : JsonSerializer.Deserialize<PolicyReview>(kept.Json, Options)!;

    /// <summary>Where the review under the rules in force stands: as kept, or at its beginning where rules on which standings rest have changed since.</summary>
    /// <remarks>Of versions that came between and were not seen, nobody knows the rules: others may have been in force for a while, and customers be left by them.</remarks>
    public PolicyReview Under(RulesInForce inForce)
    {
        var rules = LadderRules.Of(inForce.Program.Policy);
        return rules == Rules && inForce.Version <= PolicyVersion + 1
            ? this with { PolicyVersion = Math.Max(PolicyVersion, inForce.Version) }
            : new(rules, null, Done: false) { PolicyVersion = inForce.Version };
    }

    /// <summary>The same with more who could not be reviewed.</summary>
    public PolicyReview Leaving(IReadOnlyList<ActorId> actors, int limit) => Left.Count + actors.Count <= limit ? this with { Left = [.. Left, .. actors] } : this with { Again = true };

    /// <summary>The same review from its beginning.</summary>
    public PolicyReview Anew() => this with { After = null, Done = false, Left = [], Again = false };

    public string ToJson() => JsonSerializer.Serialize(this, Options);
}

/// <summary>The part of the policy on which standings rest, and when to look at a customer again.</summary>
internal sealed record LadderRules(LapseRule Lapse, MemberRule Member, AdvocateRule Advocate, RavingFanRule RavingFan) : Kept
{
    /// <summary>After how many days customers are reminded of a survey: those who were invited before fall due by that too.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ReminderDays { get; init; }

    public static LadderRules Of(ProgramPolicy policy) => new(policy.Lapse, policy.Member, policy.Advocate, policy.RavingFan) { ReminderDays = policy.Surveys.ReminderDays };
}
