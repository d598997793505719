using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Surveys;

namespace CustomerCapital.Engine.Conformance.Customers;

/// <summary>How single commands can end; what holds for every command alike is tried with the list of all.</summary>
public static class CommandTables
{
    /// <summary>Commands with an id, each with another content under the same one.</summary>
    public static TheoryData<ActorCommand, ActorCommand> Identified => new()
    {
        { Purchase("new"), Purchase("new", 11) },
        { WholeReturn("r", "given"), new RecordReturn { ReturnId = "r", PurchaseId = "given", Amount = Money.Round(1) } },
        { new AmendPurchase { AmendmentId = "a", PurchaseId = "given", Amount = Money.Round(1) }, new AmendPurchase { AmendmentId = "a", PurchaseId = "given", Amount = Money.Round(2) } },
        { new MovePurchase { MoveId = "m", PurchaseId = "given", ToCustomerId = "bob" }, new MovePurchase { MoveId = "m", PurchaseId = "given", ToCustomerId = "eve" } },
        { new RecordReturn { ReturnId = "r", Amount = Money.Round(1) }, new RecordReturn { ReturnId = "r", Amount = Money.Round(2) } },
        { new RecordInteraction { InteractionId = "i", Kind = InteractionKind.Inquiry }, new RecordInteraction { InteractionId = "i", Kind = InteractionKind.Complaint } },
        { new SetEnrolment { EnrolmentId = "e", Enrolled = true }, new SetEnrolment { EnrolmentId = "e", Enrolled = false } },
        { new GiveFeedback { FeedbackId = "f", Nps = 9 }, new GiveFeedback { FeedbackId = "f", Nps = 8 } },
        { new InviteToSurvey { SurveyId = "s", Kind = SurveyKind.Nps }, new InviteToSurvey { SurveyId = "s", Kind = SurveyKind.Review } },
        { new MakeReferral { ReferralId = "m", ReferredCustomerId = "bob" }, new MakeReferral { ReferralId = "m", ReferredCustomerId = "eve" } },
        { new ScheduleFollowUp { FollowUpId = "u", Kind = FollowUpKind.Call, DueAt = Start }, new ScheduleFollowUp { FollowUpId = "u", Kind = FollowUpKind.Email, DueAt = Start } },
        { new CompleteFollowUp { FollowUpId = "given" }, new CompleteFollowUp { FollowUpId = "given", Result = "reached" } },
        { new CompleteFollowUp { FollowUpId = "given", CompletionId = "c" }, new CompleteFollowUp { FollowUpId = "given", CompletionId = "c", DoneBy = "Mara" } },
        { new AssignFollowUp { AssignmentId = "a", FollowUpId = "given", Assignee = "Mara" }, new AssignFollowUp { AssignmentId = "a", FollowUpId = "given", Assignee = "Otto" } },
    };

    public static TheoryData<ActorCommand, string> Refused => new()
    {
        { Purchase("p", at: Start.AddMinutes(5).AddMicroseconds(1)), "occurred_in_future" },
        { Purchase("p", at: DateTimeOffset.UnixEpoch.AddMicroseconds(-1)), "occurred_too_early" },
        { Purchase("p") with { Currency = "USD" }, "currency_mismatch" },
        { WholeReturn("r", "unknown"), "purchase_not_found" },
        { new AmendPurchase { AmendmentId = "a", PurchaseId = "unknown", Amount = Money.Round(1) }, "purchase_not_found" },
        { new AmendPurchase { AmendmentId = "a", PurchaseId = "given", Amount = Money.Round(1), OccurredAt = Start.AddMicroseconds(-1) }, "amendment_before_purchase" },
        { new AmendPurchase { AmendmentId = "a", PurchaseId = "returned", Amount = Money.Round(1) }, "purchase_returned" },
        { new AmendPurchase { AmendmentId = "a", PurchaseId = "given", Amount = Money.Round(1), Currency = "USD" }, "currency_mismatch" },
        { new MovePurchase { MoveId = "m", PurchaseId = "unknown", ToCustomerId = "bob" }, "purchase_not_found" },
        { new MovePurchase { MoveId = "m", PurchaseId = "returned", ToCustomerId = "bob" }, "purchase_returned" },
        { new MovePurchase { MoveId = "m", PurchaseId = "given", ToCustomerId = "ada" }, "move_to_self" },
        { new MovePurchase { MoveId = "m", PurchaseId = "given", ToCustomerId = "bob", OccurredAt = Start.AddMicroseconds(-1) }, "move_before_purchase" },
        { WholeReturn("r", "given") with { OccurredAt = Start.AddMicroseconds(-1) }, "return_before_purchase" },
        { new RecordReturn { ReturnId = "r", PurchaseId = "given", Amount = Money.Round(10.0001m) }, "return_exceeds_purchase" },
        { new RecordReturn { ReturnId = "r", PurchaseId = "given", Lines = [new(Line: 1)] }, "line_not_found" },
        { WholeReturn("r", "returned"), "nothing_to_return" },
        { new MakeReferral { ReferralId = "m", ReferredCustomerId = "ada" }, "self_referral" },
        { new MakeReferral { ReferralId = "m", ReferredCustomerId = "carl" }, "already_bought" },
        { new CompleteFollowUp { FollowUpId = "unknown" }, "follow_up_not_found" },
        { new CompleteFollowUp { FollowUpId = "unknown", CompletionId = "c" }, "follow_up_not_found" },
        { new AssignFollowUp { AssignmentId = "a", FollowUpId = "unknown", Assignee = "Mara" }, "follow_up_not_found" },
        { new AssignFollowUp { AssignmentId = "a", FollowUpId = "given", Assignee = "Mara", From = "Otto" }, "follow_up_assigned_already" },
        { new InviteToSurvey { SurveyId = "s", Kind = SurveyKind.Nps, ExpiresAt = Start, OccurredAt = Start }, "survey_over_already" },
        { new CorrectFeedback { CorrectionId = "c", FeedbackId = "unknown", Nps = 9 }, "feedback_not_found" },
        { new WithdrawFeedback { FeedbackId = "unknown" }, "feedback_not_found" },
    };

    public static TheoryData<ActorCommand, string> Malformed => new()
    {
        { new RegisterCustomer { Name = "\u0001" }, "name" },
        { Purchase("p", -1), "amount" },
        { new RecordReturn { ReturnId = "r" }, "amount" },
        { new AmendPurchase { AmendmentId = "a", PurchaseId = "p" }, "amount" },
        { new MovePurchase { MoveId = "m", PurchaseId = "p" }, "toCustomerId" },
        { new RecordInteraction { InteractionId = "i" }, "kind" },
        { new GiveFeedback { FeedbackId = "f", Nps = 11 }, "nps" },
        { new CorrectFeedback { CorrectionId = "c", FeedbackId = "f" }, "nps" },
        { new InviteToSurvey { SurveyId = "s" }, "kind" },
        { new MakeReferral { ReferralId = "m" }, "referredCustomerId" },
        { new ScheduleFollowUp { FollowUpId = "u", Kind = FollowUpKind.Call }, "dueAt" },
    };

    /// <summary>Every command of the product with nothing stated: those that callers send, or those that only the engine sends.</summary>
    internal static IEnumerable<ActorCommand> WithNothingStated(bool ofEngine) => Capabilities.Of(ActorKind.Customer).SelectMany(capability => capability.Commands)
        .Where(command => command.IsEnginesOwn == ofEngine).Select(command => (ActorCommand)Activator.CreateInstance(command.Type)!);
}
