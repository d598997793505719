using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Grains.Blocks;
using CustomerCapital.Grains.Customers;
using CustomerCapital.Ledger.Reading;

namespace CustomerCapital.Grains.Wire;

/// <summary>The engine's records that travel between processes, each under a name of its own, so that a type may be moved or renamed while a cluster is upgraded.</summary>
/// <remarks>A name is for ever: what a type of that name means may grow by fields that older processes can do without, and never change.</remarks>
internal static class WireTypes
{
    /// <summary>Type by name.</summary>
    public static IReadOnlyDictionary<string, Type> ByName { get; } = new Dictionary<string, Type>(StringComparer.Ordinal)
    {
        ["cc.registration"] = typeof(RegisterCustomer),
        ["cc.interaction"] = typeof(RecordInteraction),
        ["cc.purchase"] = typeof(RecordPurchase),
        ["cc.return"] = typeof(RecordReturn),
        ["cc.enrolment"] = typeof(SetEnrolment),
        ["cc.feedback"] = typeof(GiveFeedback),
        ["cc.referral"] = typeof(MakeReferral),
        ["cc.referral-acceptance"] = typeof(AcceptReferral),
        ["cc.referral-conversion"] = typeof(CountConversion),
        ["cc.follow-up"] = typeof(ScheduleFollowUp),
        ["cc.follow-up-done"] = typeof(CompleteFollowUp),
        ["cc.outcome"] = typeof(CommandOutcome),
        ["cc.state"] = typeof(CustomerState),
        ["cc.entry"] = typeof(Entry),
        ["cc.policy"] = typeof(ProgramPolicy),
        ["cc.policy-change"] = typeof(PolicyChange),
        ["cc.month"] = typeof(Month),
        ["cc.cohort-cell"] = typeof(CohortCell),
        ["cc.period"] = typeof(Period),
        ["cc.metrics"] = typeof(Metrics),
        ["cc.ladder"] = typeof(LadderCensus),
        ["cc.value"] = typeof(ValueReport),
        ["cc.customers"] = typeof(CustomerPage),
        ["cc.segment-query"] = typeof(SegmentQuery),
        ["cc.command-block"] = typeof(CommandBlock),
        ["cc.outcome-block"] = typeof(OutcomeBlock),
    };

    private static readonly HashSet<Type> Types = [.. ByName.Values, typeof(CustomerCommand)];

    /// <summary>Whether a type travels as one of these.</summary>
    public static bool Contains(Type type) => Types.Contains(type);
}
