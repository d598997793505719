using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Surveys;

namespace CustomerCapital.Domain.Tests.Golden;

/// <summary>One of everything of the work of staff, with every field filled.</summary>
internal static class StaffWorkExamples
{
    /// <summary>Whether a command is one of these.</summary>
    public static bool IsOne(ActorCommand command) => command is AssignFollowUp or ScheduleFollowUp { Assignee: not null };

    public static IReadOnlyList<ActorCommand> Commands(DateTimeOffset at) =>
    [
        new ScheduleFollowUp { OccurredAt = at, FollowUpId = "u2", Kind = FollowUpKind.Call, DueAt = at.AddDays(3), Assignee = "Otto" },
        new AssignFollowUp { OccurredAt = at.AddMinutes(1), AssignmentId = "a1", FollowUpId = "u2", Assignee = "Mara", From = "Otto" },
        new CompleteFollowUp { OccurredAt = at, FollowUpId = "u2", CompletionId = "d1", Outcome = FollowUpOutcome.OrderPromised, DoneBy = "Mara", Result = "Orders on Monday." },
    ];

    public static IReadOnlyList<ActorEvent> Events(DateTimeOffset at) =>
    [
        new FollowUpScheduled("u2", FollowUpKind.Call, at.AddDays(3), null, null) { Assignee = "Otto" },
        new FollowUpAssigned("a1", "u2", "Mara"),
        new FollowUpDone("u2", "Orders on Monday.") { CompletionId = "d1", Outcome = FollowUpOutcome.OrderPromised, DoneBy = "Mara", Kind = FollowUpKind.Call, DueAt = at.AddDays(3), Rung = Rung.Buyer },
        new InteractionRecorded("follow_up:u2", InteractionKind.Answer, true, "phone", "Orders on Monday.") { FollowUpId = "u2" },
        new FollowUpScheduled("grant:7", FollowUpKind.Letter, at.AddDays(3), null, "Thank them.") { Granted = 7, Assignee = "Otto" },
        new FollowUpWithheld(FollowUpKind.Letter, "too_many_follow_ups", null) { Granted = 7 },
        new RewardGranted("call", 1) { FollowUp = new(FollowUpKind.Letter, 3, "Thank them.", "Otto") },
        new SurveyReminded("s1", "remind") { Kind = SurveyKind.Review },
        new SurveyUnanswered("s1") { Kind = SurveyKind.Nps },
        new MessagePlanned("by:survey:s1", "remind", ContactChannel.Email, ContactPurpose.Survey) { SurveyId = "s1" },
        new FollowUpWithheld(FollowUpKind.Call, "too_many_follow_ups", "NPS 3: Slow.") { AnswerId = "survey:s1" },
    ];
}
