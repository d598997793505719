using System.Text.Json;
using CustomerCapital.Domain.Program;
using CustomerCapital.Ledger;

namespace CustomerCapital.Engine.DueWork;

/// <summary>How far the review of everyone after a change of policy has come.</summary>
/// <param name="Rules">The rules under which customers are reviewed.</param>
/// <param name="After">The last customer reviewed; null before the first.</param>
/// <param name="Done">Whether everyone has been.</param>
/// <param name="Left">Those up to there who could not be; null for none.</param>
internal sealed record PolicyReview(LadderRules Rules, string? After, bool Done, IReadOnlyList<string>? Left = null)
{
    /// <summary>How many may be left at most: where more cannot be reviewed, it is not they who are at fault.</summary>
    public const int LeftLimit = 100;

    /// <summary>Name of the control state that holds it.</summary>
    public const string Name = "policy-review";

    /// <summary>Where the review under a policy stands: as kept, or at its beginning when the policy has changed since.</summary>
    public static PolicyReview Under(ProgramPolicy policy, ControlState? kept)
    {
        var rules = LadderRules.Of(policy);
        var place = kept is null ? new(LadderRules.Of(new()), null, Done: true) : JsonSerializer.Deserialize<PolicyReview>(kept.Json)!;
        return place.Rules == rules ? place : new(rules, null, Done: false);
    }

    public string ToJson() => JsonSerializer.Serialize(this);
}

/// <summary>The part of the policy on which standings rest.</summary>
internal sealed record LadderRules(LapseRule Lapse, MemberRule Member, AdvocateRule Advocate, RavingFanRule RavingFan)
{
    public static LadderRules Of(ProgramPolicy policy) => new(policy.Lapse, policy.Member, policy.Advocate, policy.RavingFan);
}
