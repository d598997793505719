using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Ladder.Transitions;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Needs;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Value.Contracts;
using CustomerCapital.Domain.Value.Equity;
using CustomerCapital.Domain.Value.Prediction;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Campaigns.Results;
using CustomerCapital.Engine.Clock;
using CustomerCapital.Engine.Commands;
using CustomerCapital.Engine.Consents;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Duplicates;
using CustomerCapital.Engine.Feed;
using CustomerCapital.Engine.Households;
using CustomerCapital.Engine.Mail;
using CustomerCapital.Engine.FollowUps;
using CustomerCapital.Engine.Needs;
using CustomerCapital.Engine.Surveys;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Privacy;
using CustomerCapital.Engine.Raffles;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Engine.Rewards;
using CustomerCapital.Engine.SignedLinks;
using CustomerCapital.Engine.Subscriptions;
using CustomerCapital.Engine.Templates;
using CustomerCapital.Engine.Value;
using CustomerCapital.Engine.Vouchers;
using CustomerCapital.Engine.Wallets;
using CustomerCapital.Gateway.Commands;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Gateway.Duplicates;
using CustomerCapital.Gateway.FollowUps;
using CustomerCapital.Gateway.Health;
using CustomerCapital.Gateway.Links;
using CustomerCapital.Gateway.Merges;
using CustomerCapital.Gateway.Messages;
using CustomerCapital.Gateway.Privacy;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Gateway.Rewards;
using CustomerCapital.Gateway.Segments;
using CustomerCapital.Ledger.Reading;
using Microsoft.AspNetCore.Http.Json;

namespace CustomerCapital.Gateway;

/// <summary>The types of requests and answers.</summary>
[JsonSerializable(typeof(FollowUpResult))]
[JsonSerializable(typeof(CommandEnvelope))]
[JsonSerializable(typeof(LineResult))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(CustomerView))]
[JsonSerializable(typeof(CustomerList))]
[JsonSerializable(typeof(MonthDay?))]
[JsonSerializable(typeof(SortPlace))]
[JsonSerializable(typeof(CustomerQuery))]
[JsonSerializable(typeof(CustomerCountQuery))]
[JsonSerializable(typeof(CustomerCount))]
[JsonSerializable(typeof(EntryList))]
[JsonSerializable(typeof(DuplicateList))]
[JsonSerializable(typeof(DuplicatesRuling))]
[JsonSerializable(typeof(Household))]
[JsonSerializable(typeof(MergeRequest))]
[JsonSerializable(typeof(MergeUndoRequest))]
[JsonSerializable(typeof(MergeList))]
[JsonSerializable(typeof(DecidedGroup))]
[JsonSerializable(typeof(EntryFeed))]
[JsonSerializable(typeof(WorkListPage))]
[JsonSerializable(typeof(LetterPage))]
[JsonSerializable(typeof(FollowUpReport))]
[JsonSerializable(typeof(IReadOnlyList<SurveyMonth>))]
[JsonSerializable(typeof(CustomerPatch))]
[JsonSerializable(typeof(Recorded))]
[JsonSerializable(typeof(IReadOnlyList<CohortCell>))]
[JsonSerializable(typeof(IReadOnlyList<Period>))]
[JsonSerializable(typeof(Metrics))]
[JsonSerializable(typeof(LadderCensus))]
[JsonSerializable(typeof(ValueReport))]
[JsonSerializable(typeof(LadderTransitions))]
[JsonSerializable(typeof(CustomerNeeds))]
[JsonSerializable(typeof(BoughtTogetherAnswer))]
[JsonSerializable(typeof(ProgramEquity))]
[JsonSerializable(typeof(BalanceInput))]
[JsonSerializable(typeof(BalanceReport))]
[JsonSerializable(typeof(ProjectionInput))]
[JsonSerializable(typeof(Projection))]
[JsonSerializable(typeof(LiabilityReport))]
[JsonSerializable(typeof(IReadOnlyList<VoucherLiability>))]
[JsonSerializable(typeof(WalletList))]
[JsonSerializable(typeof(Statement))]
[JsonSerializable(typeof(PurchasePreview))]
[JsonSerializable(typeof(RewardsReport))]
[JsonSerializable(typeof(StockView))]
[JsonSerializable(typeof(ChangeStock))]
[JsonSerializable(typeof(CustomerRewardList))]
[JsonSerializable(typeof(CustomerVoucherList))]
[JsonSerializable(typeof(ProgramClock))]
[JsonSerializable(typeof(ClockChange))]
[JsonSerializable(typeof(CampaignDefinition))]
[JsonSerializable(typeof(CampaignChange))]
[JsonSerializable(typeof(CampaignView))]
[JsonSerializable(typeof(CampaignList))]
[JsonSerializable(typeof(CampaignRunList))]
[JsonSerializable(typeof(CampaignMember))]
[JsonSerializable(typeof(CampaignResults))]
[JsonSerializable(typeof(MeasuredMember))]
[JsonSerializable(typeof(CampaignCalendar))]
[JsonSerializable(typeof(CustomerCampaignList))]
[JsonSerializable(typeof(DryRun))]
[JsonSerializable(typeof(SubscriptionDefinition))]
[JsonSerializable(typeof(SubscriptionChange))]
[JsonSerializable(typeof(SecretRotation))]
[JsonSerializable(typeof(SubscriptionReplay))]
[JsonSerializable(typeof(EventTypeList))]
[JsonSerializable(typeof(SubscriptionList))]
[JsonSerializable(typeof(SubscriptionView))]
[JsonSerializable(typeof(SecretList))]
[JsonSerializable(typeof(DeliveryView))]
[JsonSerializable(typeof(TrialView))]
[JsonSerializable(typeof(DeadLetterPage))]
[JsonSerializable(typeof(RaffleDefinition))]
[JsonSerializable(typeof(RaffleChange))]
[JsonSerializable(typeof(DrawRequest))]
[JsonSerializable(typeof(RaffleView))]
[JsonSerializable(typeof(RaffleList))]
[JsonSerializable(typeof(EntrantView))]
[JsonSerializable(typeof(WinnerView))]
[JsonSerializable(typeof(RaffleHeader))]
[JsonSerializable(typeof(ModelFit))]
[JsonSerializable(typeof(ValueModels))]
[JsonSerializable(typeof(CustomerValue))]
[JsonSerializable(typeof(FitOrder))]
[JsonSerializable(typeof(VoucherOrder))]
[JsonSerializable(typeof(VoucherLine))]
[JsonSerializable(typeof(VoucherView))]
[JsonSerializable(typeof(HoldRequest))]
[JsonSerializable(typeof(HoldView))]
[JsonSerializable(typeof(ProgramPolicy))]
[JsonSerializable(typeof(PolicyVersions))]
[JsonSerializable(typeof(SegmentDefinition))]
[JsonSerializable(typeof(SavedSegmentView))]
[JsonSerializable(typeof(SavedSegmentList))]
[JsonSerializable(typeof(CustomerConsents))]
[JsonSerializable(typeof(CustomerMessageList))]
[JsonSerializable(typeof(BounceReport))]
[JsonSerializable(typeof(MailStatus))]
[JsonSerializable(typeof(MessageTemplate))]
[JsonSerializable(typeof(SavedTemplateView))]
[JsonSerializable(typeof(SavedTemplateList))]
[JsonSerializable(typeof(PreviewRequest))]
[JsonSerializable(typeof(RenderedMessage))]
[JsonSerializable(typeof(LinkRequest))]
[JsonSerializable(typeof(MadeLink))]
[JsonSerializable(typeof(LinkKeyView))]
[JsonSerializable(typeof(ShareCodeView))]
[JsonSerializable(typeof(LinkKeyRotation))]
[JsonSerializable(typeof(KeyTerms))]
[JsonSerializable(typeof(KeyList))]
[JsonSerializable(typeof(CreatedKey))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(PersonPage))]
[JsonSerializable(typeof(KnownPerson))]
[JsonSerializable(typeof(ErasureRequest))]
[JsonSerializable(typeof(Erasure))]
[JsonSerializable(typeof(ErasureList))]
[JsonSerializable(typeof(RetentionCount))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(HealthView))]
internal sealed partial class GatewayJsonContext : JsonSerializerContext;

/// <summary>How requests are read, strictly, and answers written, legibly.</summary>
public static class GatewayJson
{
    /// <summary>For requests, and for answers that no endpoint writes.</summary>
    public static readonly JsonSerializerOptions Options = StrictJson.OptionsOver(GatewayJsonContext.Default.WithAddedModifier(WholePolicy.Require).WithAddedModifier(CustomerListItem.Members).WithAddedModifier(CustomerView.Members));

    /// <summary>How a type is written and read.</summary>
    public static JsonTypeInfo<T> Of<T>() => Typed<T>.Info;

    /// <summary>Makes the framework's options, by which it describes types and writes answers, say the same.</summary>
    public static void Configure(JsonOptions http)
    {
        http.SerializerOptions.TypeInfoResolverChain.Insert(0, Options.TypeInfoResolver!);
        http.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        http.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        http.SerializerOptions.RespectNullableAnnotations = true;
    }

    /// <summary>Found once for each type: every line of a stream asks.</summary>
    private static class Typed<T>
    {
        public static readonly JsonTypeInfo<T> Info = (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));
    }
}
