using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Ladder.Transitions;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Needs;
using CustomerCapital.Domain.Program;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Value.Contracts;
using CustomerCapital.Domain.Value.Equity;
using CustomerCapital.Engine.Access;
using CustomerCapital.Engine.Campaigns;
using CustomerCapital.Engine.Campaigns.Results;
using CustomerCapital.Engine.Clock;
using CustomerCapital.Engine.Consents;
using CustomerCapital.Engine.Customers;
using CustomerCapital.Engine.Duplicates;
using CustomerCapital.Engine.FollowUps;
using CustomerCapital.Engine.Households;
using CustomerCapital.Engine.Mail;
using CustomerCapital.Engine.Needs;
using CustomerCapital.Engine.Policies;
using CustomerCapital.Engine.Privacy;
using CustomerCapital.Engine.Raffles;
using CustomerCapital.Engine.Reports;
using CustomerCapital.Engine.Rewards;
using CustomerCapital.Engine.SignedLinks;
using CustomerCapital.Engine.Subscriptions;
using CustomerCapital.Engine.Surveys;
using CustomerCapital.Engine.Templates;
using CustomerCapital.Engine.Value;
using CustomerCapital.Engine.Vouchers;
using CustomerCapital.Engine.Wallets;

namespace CustomerCapital.Client;

/// <summary>How requests are written and answers read. Fields that are not known are passed over: a gateway may be newer.</summary>
internal static class ClientJson
{
    private static readonly JsonSerializerOptions Options = Make();

    /// <summary>How a type is written and read.</summary>
    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            AllowOutOfOrderMetadataProperties = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = JsonTypeInfoResolver.Combine(Capabilities.Json, ClientJsonContext.Default).WithAddedModifier(ListedCustomer.Members),
        };
        options.MakeReadOnly();
        return options;
    }
}

/// <summary>What health tells.</summary>
internal sealed record GatewayHealth(string Status);

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(GatewayProblem))]
[JsonSerializable(typeof(GatewayHealth))]
[JsonSerializable(typeof(ProgramPolicy))]
[JsonSerializable(typeof(PolicyVersions))]
[JsonSerializable(typeof(PersonPage))]
[JsonSerializable(typeof(ErasureBody))]
[JsonSerializable(typeof(Erasure))]
[JsonSerializable(typeof(ErasureListAnswer))]
[JsonSerializable(typeof(RetentionCount))]
[JsonSerializable(typeof(SegmentBody))]
[JsonSerializable(typeof(SegmentAnswer))]
[JsonSerializable(typeof(SegmentListAnswer))]
[JsonSerializable(typeof(CustomerQueryBody))]
[JsonSerializable(typeof(CustomerCountAnswer))]
[JsonSerializable(typeof(ListedCustomers))]
[JsonSerializable(typeof(ListedFollowUps))]
[JsonSerializable(typeof(ListedLetters))]
[JsonSerializable(typeof(FollowUpReport))]
[JsonSerializable(typeof(IReadOnlyList<SurveyMonth>))]
[JsonSerializable(typeof(MonthDay?))]
[JsonSerializable(typeof(CustomerValue))]
[JsonSerializable(typeof(ValueModels))]
[JsonSerializable(typeof(FitOrder))]
[JsonSerializable(typeof(LadderTransitions))]
[JsonSerializable(typeof(CustomerNeeds))]
[JsonSerializable(typeof(BoughtTogetherAnswer))]
[JsonSerializable(typeof(DuplicateList))]
[JsonSerializable(typeof(Household))]
[JsonSerializable(typeof(MergeBody))]
[JsonSerializable(typeof(MergeUndoBody))]
[JsonSerializable(typeof(MergeListAnswer))]
[JsonSerializable(typeof(DuplicatesRuling))]
[JsonSerializable(typeof(DecidedGroup))]
[JsonSerializable(typeof(ProgramEquity))]
[JsonSerializable(typeof(BalanceInput))]
[JsonSerializable(typeof(BalanceReport))]
[JsonSerializable(typeof(ProjectionInput))]
[JsonSerializable(typeof(Projection))]
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
[JsonSerializable(typeof(KnownCustomer))]
[JsonSerializable(typeof(EntriesOfCustomer))]
[JsonSerializable(typeof(RecordedAnswer))]
[JsonSerializable(typeof(IReadOnlyList<CohortCell>))]
[JsonSerializable(typeof(IReadOnlyList<Period>))]
[JsonSerializable(typeof(Metrics))]
[JsonSerializable(typeof(LadderCensus))]
[JsonSerializable(typeof(ValueReport))]
[JsonSerializable(typeof(LiabilityReport))]
[JsonSerializable(typeof(RewardsReport))]
[JsonSerializable(typeof(StockView))]
[JsonSerializable(typeof(ChangeStock))]
[JsonSerializable(typeof(CustomerRewardList))]
[JsonSerializable(typeof(WalletList))]
[JsonSerializable(typeof(Statement))]
[JsonSerializable(typeof(PurchasePreview))]
[JsonSerializable(typeof(RecordPurchase))]
[JsonSerializable(typeof(VoucherOrder))]
[JsonSerializable(typeof(VoucherLine))]
[JsonSerializable(typeof(VoucherView))]
[JsonSerializable(typeof(HoldRequest))]
[JsonSerializable(typeof(HoldView))]
[JsonSerializable(typeof(CustomerConsents))]
[JsonSerializable(typeof(MessageListAnswer))]
[JsonSerializable(typeof(MailStatus))]
[JsonSerializable(typeof(MessageTemplate))]
[JsonSerializable(typeof(TemplateAnswer))]
[JsonSerializable(typeof(TemplateListAnswer))]
[JsonSerializable(typeof(PreviewBody))]
[JsonSerializable(typeof(RenderedMessage))]
[JsonSerializable(typeof(LinkBody))]
[JsonSerializable(typeof(ShareCodeOwner))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(MadeLink))]
[JsonSerializable(typeof(LinkKeyNumber))]
[JsonSerializable(typeof(LinkKeyFrom))]
[JsonSerializable(typeof(KeyTerms))]
[JsonSerializable(typeof(KeyView))]
[JsonSerializable(typeof(KeyList))]
[JsonSerializable(typeof(CreatedKey))]
[JsonSerializable(typeof(AuditPage))]
internal sealed partial class ClientJsonContext : JsonSerializerContext;
