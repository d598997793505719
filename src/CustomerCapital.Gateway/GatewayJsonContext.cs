using System.Text.Json.Serialization;
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
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Gateway.Commands;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Gateway.Health;
using CustomerCapital.Gateway.Problems;

namespace CustomerCapital.Gateway;

/// <summary>How requests are read, strictly, and answers written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowOutOfOrderMetadataProperties = true,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    MaxDepth = StrictJson.MaxDepth)]
[JsonSerializable(typeof(RegisterCustomer))]
[JsonSerializable(typeof(RecordInteraction))]
[JsonSerializable(typeof(RecordPurchase))]
[JsonSerializable(typeof(RecordReturn))]
[JsonSerializable(typeof(SetEnrolment))]
[JsonSerializable(typeof(GiveFeedback))]
[JsonSerializable(typeof(MakeReferral))]
[JsonSerializable(typeof(ScheduleFollowUp))]
[JsonSerializable(typeof(FollowUpResult))]
[JsonSerializable(typeof(CommandEnvelope))]
[JsonSerializable(typeof(LineResult))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(CustomerView))]
[JsonSerializable(typeof(CustomerList))]
[JsonSerializable(typeof(EntryList))]
[JsonSerializable(typeof(IReadOnlyList<CohortCell>))]
[JsonSerializable(typeof(IReadOnlyList<Period>))]
[JsonSerializable(typeof(Metrics))]
[JsonSerializable(typeof(LadderCensus))]
[JsonSerializable(typeof(ValueReport))]
[JsonSerializable(typeof(ProgramPolicy))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(HealthView))]
public sealed partial class GatewayJsonContext : JsonSerializerContext;
