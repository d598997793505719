using System.Text.Json.Serialization;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;

namespace CustomerCapital.Domain.Customers;

/// <summary>Something that has happened to one customer and cannot be undone, only followed by another. In JSON the field <c>type</c> names which.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(CustomerRegistered), "customer_registered")]
[JsonDerivedType(typeof(InteractionRecorded), "interaction_recorded")]
[JsonDerivedType(typeof(PurchaseRecorded), "purchase_recorded")]
[JsonDerivedType(typeof(ReturnRecorded), "return_recorded")]
[JsonDerivedType(typeof(EnrolmentChanged), "enrolment_changed")]
[JsonDerivedType(typeof(FeedbackGiven), "feedback_given")]
[JsonDerivedType(typeof(ReferralMade), "referral_made")]
[JsonDerivedType(typeof(ReferralAccepted), "referral_accepted")]
[JsonDerivedType(typeof(ReferralConversionChanged), "referral_conversion_changed")]
[JsonDerivedType(typeof(ConversionCounted), "conversion_counted")]
[JsonDerivedType(typeof(FollowUpScheduled), "follow_up_scheduled")]
[JsonDerivedType(typeof(FollowUpDone), "follow_up_done")]
[JsonDerivedType(typeof(StandingChanged), "standing_changed")]
public abstract record CustomerEvent;
