using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.Engine.Policies;

/// <summary>A policy that is put replaces the one in force, so all of it must be there: a rule that was left out would become zero.</summary>
public static class WholePolicy
{
    private static readonly HashSet<Type> Types = [typeof(ProgramPolicy), typeof(LapseRule), typeof(MemberRule), typeof(AdvocateRule), typeof(RavingFanRule), typeof(ValueRule), typeof(SurveyRule), typeof(RetentionRule)];

    /// <summary>Has the JSON of a policy lack nothing that a policy needs; for whoever reads one that was given.</summary>
    /// <remarks>What has no setter is kept beside the policy, and is no member of its JSON.</remarks>
    public static void Require(JsonTypeInfo type)
    {
        if (!Types.Contains(type.Type)) return;
        foreach (var property in type.Properties) property.IsRequired = property.Name is not ("version" or "currency" or "messages" or "retention" or "eraseAfterMonths" or "textsAfterMonths" or "reminderDays" or "reminderTemplate") && property.Set is not null;
    }
}
