using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CustomerCapital.Domain.Audit;
using CustomerCapital.Domain.Campaigns;
using CustomerCapital.Domain.Cohorts;
using CustomerCapital.Domain.Consents;
using CustomerCapital.Domain.Customers;
using CustomerCapital.Domain.Duplicates;
using CustomerCapital.Domain.Enrolment;
using CustomerCapital.Domain.Feedback;
using CustomerCapital.Domain.Fields;
using CustomerCapital.Domain.FollowUps;
using CustomerCapital.Domain.Households;
using CustomerCapital.Domain.Interactions;
using CustomerCapital.Domain.Ladder;
using CustomerCapital.Domain.Ladder.Transitions;
using CustomerCapital.Domain.Merges;
using CustomerCapital.Domain.Messages;
using CustomerCapital.Domain.Moves;
using CustomerCapital.Domain.Privacy;
using CustomerCapital.Domain.Purchases;
using CustomerCapital.Domain.Raffles;
using CustomerCapital.Domain.Referrals;
using CustomerCapital.Domain.Returns;
using CustomerCapital.Domain.Rewards;
using CustomerCapital.Domain.Subscriptions;
using CustomerCapital.Domain.Surveys;
using CustomerCapital.Domain.Value;
using CustomerCapital.Domain.Vouchers;
using CustomerCapital.Domain.Wallets;

namespace CustomerCapital.Domain.Actors;

/// <summary>Everything that actors can do. Whatever needs to know of all commands, events, parts, counters or fields asks here.</summary>
public static class Capabilities
{
    /// <summary>In the order in which they react to a fact: what others rest on comes first, and the ladder, which rests on all, last.</summary>
    private static readonly Capability[] BuiltIn =
    [
        new RegisterCapability(), new ConsentsCapability(), new InteractionsCapability(), new PurchasesCapability(), new ReturnsCapability(), new MovesCapability(), new WalletsCapability(), new HouseholdsCapability(), new VouchersCapability(), new RewardsCapability(), new CampaignsOfCustomerCapability(), new EnrolmentCapability(),
        new FeedbackCapability(), new ReferralsCapability(), new SurveysCapability(), new FollowUpsCapability(), new ValueCapability(), new MessagesCapability(), new LadderCapability(), new RungsCapability(), new VoucherCodeCapability(), new CampaignCapability(), new PrizesCapability(), new RaffleCapability(), new SubscriptionCapability(), new AuditCapability(), new DuplicatesCapability(), new PrivacyCapability(), new MergesCapability(), new AliasCapability(),
    ];

    private static readonly List<Capability> Added = [];
    private static readonly Lazy<Known> Frozen = new(() => new([.. BuiltIn, .. Added]));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Capability> All => Frozen.Value.All;

    /// <summary>The commands of all.</summary>
    public static IReadOnlyList<CommandType> Commands => Frozen.Value.Commands;

    /// <summary>What all count, by its stored number.</summary>
    public static IReadOnlyDictionary<short, CounterKind> Counters => Frozen.Value.Counters;

    /// <summary>The fields of customers, in the order in which rows and lists have them.</summary>
    public static IReadOnlyList<Field> Fields => Frozen.Value.Fields;

    /// <summary>Those by which segments choose, by name.</summary>
    public static IReadOnlyDictionary<string, Field> FieldsOfSegments => Frozen.Value.FieldsOfSegments;

    /// <summary>The JSON of commands, events and parts: that of each capability, with the names of commands and events as <c>type</c>.</summary>
    public static IJsonTypeInfoResolver Json => Frozen.Value.Json;

    /// <summary>What actors of a ledger are: first histories that were put away, which others rest on, then those of capabilities in the order of the stored numbers, and ids that have led to others.</summary>
    public static IReadOnlyList<ActorKind> Kinds => Frozen.Value.Kinds;

    /// <summary>Those of a kind of actor, in the order in which they react.</summary>
    public static IReadOnlyList<Capability> Of(ActorKind kind) => Frozen.Value.ByKind.GetValueOrDefault(kind, []);

    /// <summary>The part of that name; null where this version does not know it.</summary>
    public static StatePart? PartOf(string name) => Frozen.Value.Parts.GetValueOrDefault(name);

    /// <summary>The name of an event, by which entries tell what they are.</summary>
    public static string NameOf(ActorEvent happened) => Frozen.Value.EventNames[happened.GetType()];

    /// <summary>Whether callers cannot send a command of that type.</summary>
    public static bool IsEnginesOwn(Type command) => Frozen.Value.EnginesOwn.Contains(command);

    /// <summary>Adds one that the product does not have, for tests; before anything asks for all.</summary>
    internal static void Add(Capability capability)
    {
        if (Frozen.IsValueCreated) throw new InvalidOperationException("The capabilities are in use already.");
        Added.Add(capability);
    }

    private sealed class Known
    {
        public Known(Capability[] all)
        {
            All = all;
            Commands = [.. all.SelectMany(capability => capability.Commands)];
            EventNames = all.SelectMany(capability => capability.Events).ToDictionary(happened => happened.Type, happened => happened.Name);
            ByKind = all.GroupBy(capability => capability.Kind).ToDictionary(kind => kind.Key, kind => kind.ToArray());
            Kinds = [ActorKind.PutAway, .. ByKind.Keys.Append(ActorKind.FormerAlias).Order()];
            Parts = all.Select(capability => capability.Part).OfType<StatePart>().ToDictionary(part => part.Name, StringComparer.Ordinal);
            Counters = all.SelectMany(capability => capability.Counters).ToDictionary(kind => kind.Number);
            Fields = [.. all.SelectMany(capability => capability.Fields).OrderBy(field => field.Place)];
            FieldsOfSegments = new(Fields.Where(field => field.Operators.Count > 0).ToDictionary(field => field.Name), StringComparer.Ordinal);
            EnginesOwn = [.. Commands.Where(command => command.IsEnginesOwn).Select(command => command.Type)];
            Json = JsonTypeInfoResolver.Combine([ActorJson.Default, .. all.Select(capability => capability.Json)]).WithAddedModifier(type =>
            {
                if (type.Type == typeof(ActorCommand)) NameTypes(type, Commands.Select(command => new JsonDerivedType(command.Type, command.Name)));
                if (type.Type == typeof(ActorEvent)) NameTypes(type, EventNames.Select(happened => new JsonDerivedType(happened.Key, happened.Value)));
            });
        }

        public Capability[] All { get; }

        public IReadOnlyList<CommandType> Commands { get; }

        public Dictionary<Type, string> EventNames { get; }

        public Dictionary<ActorKind, Capability[]> ByKind { get; }

        public ActorKind[] Kinds { get; }

        public Dictionary<string, StatePart> Parts { get; }

        public Dictionary<short, CounterKind> Counters { get; }

        public Field[] Fields { get; }

        public SortedDictionary<string, Field> FieldsOfSegments { get; }

        public HashSet<Type> EnginesOwn { get; }

        public IJsonTypeInfoResolver Json { get; }

        private static void NameTypes(JsonTypeInfo family, IEnumerable<JsonDerivedType> types)
        {
            family.PolymorphismOptions = new() { TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization };
            foreach (var type in types) family.PolymorphismOptions.DerivedTypes.Add(type);
        }
    }
}

/// <summary>The families of commands and events; their members are known by the capabilities.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ActorCommand))]
[JsonSerializable(typeof(ActorEvent))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
internal sealed partial class ActorJson : JsonSerializerContext;
